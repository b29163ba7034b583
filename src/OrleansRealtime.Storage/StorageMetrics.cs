using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OrleansRealtime.Storage;

/// <summary>What the store of this process counts: meter <c>OrleansRealtime.Storage</c>.</summary>
internal sealed class StorageMetrics
{
    public const string MeterName = "OrleansRealtime.Storage";

    private readonly Histogram<double> _commits;
    private readonly Histogram<int> _together;

    public StorageMetrics(IMeterFactory factory)
    {
        var meter = factory.Create(MeterName);
        // From a memory's millisecond to the ten seconds in which nobody waits any more.
        _commits = meter.CreateHistogram(
            "storage.commit.duration", "s", "How long commits of grains took, by what came of them",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });
        _together = meter.CreateHistogram(
            "storage.transaction.writes", "{write}", "How many writes shared a transaction",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64] });
    }

    /// <param name="state">The name of the state that was to be written; there are three.</param>
    public void Committed(string state, CommitOutcome outcome, long began) =>
        _commits.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, new("state", state), new("outcome", Word(outcome)));

    public void WrittenTogether(int writes) => _together.Record(writes);

    private static string Word(CommitOutcome outcome) => outcome switch
    {
        CommitOutcome.Durable => "durable",
        CommitOutcome.Conflict => "conflict",
        CommitOutcome.Refused => "refused",
        _ => "failed",
    };
}

/// <summary>What came of a commit.</summary>
internal enum CommitOutcome
{
    /// <summary>Nobody knows whether it happened.</summary>
    Failed,
    Durable,

    /// <summary>Somebody else has the grain, or had it: its state is not what this one read.</summary>
    Conflict,

    /// <summary>The store cannot hold what was to be written.</summary>
    Refused,
}
