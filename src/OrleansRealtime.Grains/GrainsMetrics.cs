using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OrleansRealtime.Grains;

/// <summary>What the grains of a silo count: meter <c>OrleansRealtime.Grains</c>.</summary>
internal sealed class GrainsMetrics
{
    public const string MeterName = "OrleansRealtime.Grains";

    private readonly Counter<long> _mutations;
    private readonly Counter<long> _rejected;
    private readonly Histogram<int> _together;
    private readonly Counter<long> _deliveries;
    private readonly Counter<long> _stuck;
    private readonly Counter<long> _woken;
    private readonly Histogram<double> _sweeps;

    public GrainsMetrics(IMeterFactory factory, TimeProvider time)
    {
        var meter = factory.Create(MeterName);
        _mutations = meter.CreateCounter<long>("grains.mutations", "{mutation}", "Mutations of entities, by what came of them: ok, or the code of the error");
        _rejected = meter.CreateCounter<long>("grains.commits.rejected", "{operation}", "Operations that were turned away because too many waited for their grain");
        _together = meter.CreateHistogram(
            "grains.commit.operations", "{operation}", "How many operations shared a commit of their grain",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256] });
        meter.CreateObservableUpDownCounter("grains.outbox.entries", () => Outbox.Entries, "{entry}", "Notifications that entities active here still owe");
        meter.CreateObservableGauge(
            "grains.outbox.age", () => Age(Outbox.Oldest, time), "s", "How long ago the oldest of what entities active here still owe happened");
        _deliveries = meter.CreateCounter<long>("grains.outbox.deliveries", "{entry}", "Deliveries of what entities owed, by what came of them");
        _stuck = meter.CreateCounter<long>("grains.due.stuck", "{owner}", "Owners of what is due that were woken again and again in vain, by kind");
        _woken = meter.CreateCounter<long>("grains.due.woken", "{owner}", "Owners of what is due that were woken, by kind and by whether they answered");
        meter.CreateObservableGauge("grains.due.age", () => Age(LongestDue, time), "s", "How long overdue the longest overdue was when the sweep last looked");
        _sweeps = meter.CreateHistogram(
            "grains.sweep.duration", "s", "How long rounds of the sweep of what is due took",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.02, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60] });
    }

    public OutboxBacklog Outbox { get; } = new();

    /// <summary>Since when the longest overdue has been due, as the sweep found it; <c>null</c> = nothing is, or another silo sweeps.</summary>
    public DateTimeOffset? LongestDue { get; set; }

    /// <param name="error">A word of the table of errors, if it was refused.</param>
    public void Mutated(string? error) => _mutations.Add(1, new KeyValuePair<string, object?>("outcome", error ?? "ok"));

    public void Rejected() => _rejected.Add(1);

    public void Committed(int operations) => _together.Record(operations);

    /// <param name="outcome"><c>delivered</c>, <c>failed</c> or <c>abandoned</c>.</param>
    public void Delivered(string outcome) => _deliveries.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <param name="kind">The name of the owner's state.</param>
    public void Stuck(string kind) => _stuck.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <param name="kind">The name of the owner's state.</param>
    public void Woken(string kind, bool answered) => _woken.Add(1, new("kind", kind), new("outcome", answered ? "answered" : "failed"));

    public void Swept(long began) => _sweeps.Record(Stopwatch.GetElapsedTime(began).TotalSeconds);

    private static double Age(DateTimeOffset? since, TimeProvider time) =>
        since is { } at ? Math.Max(0, (time.GetUtcNow() - at).TotalSeconds) : 0;
}
