using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.EditToTab;

/// <summary>One entity with many viewers: what a frame costs.</summary>
internal sealed class FanOutCommand : EditCommand
{
    public override string Name => "fan-out";

    public override string Summary => "what a frame costs when one entity has many viewers, beside the peers";

    public override IReadOnlyList<CommandOption> Options =>
    [
        new("viewers", "500", "of the one entity"),
        new("rate", "100", "edits a second"),
        CommonOptions.Windows,
        CommonOptions.Seconds(10),
        CommonOptions.WarmUp(120),
        CommonOptions.Systems(Systems),
        CommonOptions.Compare,
    ];

    protected override bool ByFrame => true;

    protected override string[] Systems => [Contenders.Sqlite, Contenders.Kestrel, Contenders.SignalR, Contenders.SocketIo, Contenders.Nchan];

    protected override EditShape Shape(CommandLine options) =>
        new(1, options.Number("viewers", 500, 1, 20_000), options.Number("rate", 100, 1, 10_000));

    protected override void Judge(Report report) => report.Judge(PlatformSystem.OnSqlite, EditFigures.CpuPerFrame, 1.1, "Kestrel WebSocket");
}
