using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.EditToTab;

/// <summary>Many entities with a viewer each: what an edit costs.</summary>
internal sealed class EditToTabCommand : EditCommand
{
    public override string Name => "edit-to-tab";

    public override string Summary => "what an edit costs and how long it takes from the request to the page, beside the peers";

    public override IReadOnlyList<CommandOption> Options =>
    [
        new("entities", "200", "that are edited in turn"),
        new("viewers", "1", "of each entity, each on a connection of its own"),
        new("rate", "500", "edits a second"),
        CommonOptions.Windows,
        CommonOptions.Seconds(10),
        CommonOptions.WarmUp(120),
        CommonOptions.Systems(Systems),
        CommonOptions.Compare,
    ];

    protected override bool ByFrame => false;

    protected override string[] Systems => Contenders.All;

    protected override EditShape Shape(CommandLine options) =>
        new(options.Number("entities", 200, 1, 10_000), options.Number("viewers", 1, 1, 1_000), options.Number("rate", 500, 1, 10_000));

    protected override void Judge(Report report)
    {
        report.Judge(PlatformSystem.OnPostgres, EditFigures.CpuPerEdit, 0.9, "SignalR group, row in PostgreSQL first");
        report.Judge(PlatformSystem.OnPostgres, EditFigures.Median, 1, "SignalR group, row in PostgreSQL first");
        report.Judge(PlatformSystem.OnPostgres, EditFigures.P99, 1, "SignalR group, row in PostgreSQL first");
        report.Judge(PlatformSystem.OnSqlite, EditFigures.CpuPerEdit, 1.2, "Socket.IO, Redis");
    }
}
