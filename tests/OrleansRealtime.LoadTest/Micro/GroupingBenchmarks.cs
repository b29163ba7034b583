using BenchmarkDotNet.Attributes;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Grains.Inbox;

namespace OrleansRealtime.LoadTest.Micro;

/// <summary>One more notification for an item that stands for several.</summary>
public class GroupingBenchmarks
{
    private InboxItem? _open;
    private Notification? _next;

    /// <summary>For how many it stands already.</summary>
    [Params(1, 20)]
    public int Grouped { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _open = new(
            1, "id-1", "changed", "following", "An item of usual size", null, null, null, new("workitem", "42"), ["ana"], 1, Samples.Noon, Samples.Noon, false, false, false,
            null, [], Life: "k3v9x0qa");
        for (var n = 2; n <= Grouped; n++) _open = GroupingRules.Group(_open, Next(n), n);
        _next = Next(Grouped + 1);
    }

    [Benchmark]
    public object? Group() => GroupingRules.BelongsTo(_open!, _next!, TimeSpan.FromMinutes(5)) ? GroupingRules.Group(_open!, _next!, Grouped + 1) : null;

    private static Notification Next(int n) => new(
        "a source", n, $"id-{n}", "changed", "following", $"Title {n} of usual length", null, null, null, new("workitem", "42"), [$"user-{n % 12}"],
        Samples.Noon.AddSeconds(n), Life: "k3v9x0qa");
}
