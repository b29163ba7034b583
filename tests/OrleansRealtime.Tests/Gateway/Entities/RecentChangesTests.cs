using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Entities;

namespace OrleansRealtime.Tests.Gateway.Entities;

public sealed class RecentChangesTests
{
    [Fact]
    public void What_was_kept_leads_from_any_of_its_versions_to_the_last()
    {
        var recent = Filled(new(10, 100_000), from: 5, to: 9);

        Assert.Equal([6, 7, 8, 9], recent.Since(5)!.Select(change => change.Version));
        Assert.Equal([9], recent.Since(8)!.Select(change => change.Version));
        Assert.Equal([], recent.Since(9)!);
        Assert.Null(recent.Since(4));
    }

    [Fact]
    public void The_oldest_go_when_there_are_too_many()
    {
        var recent = Filled(new(3, 100_000), from: 0, to: 9);

        Assert.Null(recent.Since(5));
        Assert.Equal([7, 8, 9], recent.Since(6)!.Select(change => change.Version));
    }

    [Fact]
    public void The_oldest_go_when_they_are_too_large()
    {
        var recent = new RecentChanges(10, 2_000);
        Filled(recent, from: 0, to: 3);

        recent.Add(Change(4, new('x', 1_700)));
        Assert.Equal([4], recent.Since(3)!.Select(change => change.Version));
        Assert.Null(recent.Since(2));

        recent.Add(Change(5, new('x', 3_000)));
        Assert.Null(recent.Since(4));
    }

    [Fact]
    public void Nothing_is_covered_after_a_fresh_start()
    {
        var recent = Filled(new(10, 100_000), from: 0, to: 3);
        recent.Clear();

        Assert.Null(recent.Since(3));
    }

    private static RecentChanges Filled(RecentChanges recent, long from, long to)
    {
        for (var version = from + 1; version <= to; version++) recent.Add(Change(version, "1"));
        return recent;
    }

    private static EntityChange Change(long version, string value) =>
        new(version, TrueEntity.Fields(("title", value)), null, DateTimeOffset.UnixEpoch, null);
}
