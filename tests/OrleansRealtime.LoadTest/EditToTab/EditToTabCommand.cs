using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.EditToTab;

/// <summary>Many entities with a viewer each: what an edit costs.</summary>
internal sealed class EditToTabCommand : EditCommand
{
    public override string Name => "edit-to-tab";

    public override string Summary => "what an edit costs and how long it takes from the request to the page, beside the peers";

    public override string Usage =>
        "--entities 200 --viewers 1 --rate 500 --windows 5 --seconds 10 --warm-up 120 (at most, in s)\n"
        + $"{"",17}--systems sqlite,postgres,kestrel,signalr,signalr-postgres,orleans-postgres,socket.io,nchan\n{"",17}--compare FILE";

    protected override bool ByFrame => false;

    protected override string[] Systems => Contenders.All;

    protected override EditShape Shape(CommandLine options) =>
        new(options.Number("entities", 200, 1, 10_000), options.Number("viewers", 1, 1, 1_000), options.Number("rate", 500, 1, 10_000));

    protected override void Judge(Report report)
    {
        report.Judge("platform, PostgreSQL", EditFigures.CpuPerEdit, 0.9, "SignalR group, row in PostgreSQL first");
        report.Judge("platform, PostgreSQL", EditFigures.Median, 1, "SignalR group, row in PostgreSQL first");
        report.Judge("platform, PostgreSQL", EditFigures.P99, 1, "SignalR group, row in PostgreSQL first");
        report.Judge("platform, SQLite", EditFigures.CpuPerEdit, 1.2, "Socket.IO, Redis");
    }
}
