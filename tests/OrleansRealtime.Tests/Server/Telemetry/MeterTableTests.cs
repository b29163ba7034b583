using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Tests.Documents;

namespace OrleansRealtime.Tests.Server.Telemetry;

/// <summary>The table of meters in infra/README.md is made from the instruments' own words.</summary>
public sealed class MeterTableTests
{
    private const string Begin = "<!-- begin of what is made from the meters -->\n";
    private const string End = "<!-- end of what is made from the meters -->\n";

    private static readonly string Page = Repository.PathOf("infra", "README.md");

    [Fact]
    public async Task The_table_is_what_the_instruments_say()
    {
        await using var app = new TelemetryApp(("Api:UserMissingPerSecond", "1"), ("Gateway:MaxConnectionsPerUser", "1"));
        await BoardTests.TrafficAsync(app);
        var rows = new SortedSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Scope != app.Services.GetRequiredService<IMeterFactory>() || !instrument.Meter.Name.StartsWith("OrleansRealtime.", StringComparison.Ordinal)) return;
            rows.Add($"| `{instrument.Name}` | {instrument.Unit} | {instrument.Description} |\n");
        };
        listener.Start();

        var kept = (await File.ReadAllTextAsync(Page, TestContext.Current.CancellationToken)).ReplaceLineEndings("\n");
        var (begin, end) = (kept.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, kept.IndexOf(End, StringComparison.Ordinal));
        var made = $"{kept[..begin]}\n| meter | unit | what it measures |\n| --- | --- | --- |\n{string.Concat(rows)}\n{kept[end..]}";
        if (kept == made) return;
        await File.WriteAllTextAsync(Page, made, TestContext.Current.CancellationToken);
        Assert.Fail($"{Page} had another table, and is written anew: commit it.");
    }
}
