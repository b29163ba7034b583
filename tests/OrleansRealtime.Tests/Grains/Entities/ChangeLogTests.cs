using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Grains.Entities;

namespace OrleansRealtime.Tests.Grains.Entities;

public class ChangeLogTests
{
    [Fact]
    public void Gives_exactly_the_changes_after_a_version()
    {
        var log = Filled(changes: 5, maxChanges: 10);

        Assert.Equal([4L, 5L, 6L], log.Since(3, committed: 6)!.Value.Select(change => change.Version));
    }

    [Fact]
    public void Gives_nothing_to_somebody_who_is_current() => Assert.Empty(Filled(changes: 5, maxChanges: 10).Since(6, committed: 6)!.Value);

    [Fact]
    public void Reaches_back_to_the_oldest_change_and_no_further()
    {
        var log = Filled(changes: 5, maxChanges: 3);

        Assert.Equal([4L, 5L, 6L], log.Since(3, committed: 6)!.Value.Select(change => change.Version));
        Assert.Null(log.Since(2, committed: 6));
    }

    [Fact]
    public void Does_not_know_the_future() => Assert.Null(Filled(changes: 5, maxChanges: 10).Since(7, committed: 6));

    [Fact]
    public void An_empty_log_serves_only_those_who_are_current()
    {
        var log = new ChangeLog(10, 10_000);

        Assert.Empty(log.Since(6, committed: 6)!.Value);
        Assert.Null(log.Since(5, committed: 6));
    }

    [Fact]
    public void Is_bounded_by_bytes_too()
    {
        var log = new ChangeLog(1_000, 2_000);
        for (var version = 2; version <= 11; version++) log.Add(Change(version, new string('x', 500)));

        Assert.Null(log.Since(7, committed: 11));
        Assert.NotNull(log.Since(9, committed: 11));
    }

    private static ChangeLog Filled(int changes, int maxChanges)
    {
        var log = new ChangeLog(maxChanges, 1_000_000);
        for (var version = 2; version < 2 + changes; version++) log.Add(Change(version, "x"));
        return log;
    }

    private static EntityChange Change(long version, string text) =>
        new(version, JsonFields.Parse($$"""{"a":"{{text}}"}"""), null, DateTimeOffset.UnixEpoch, "ana");
}
