using OrleansRealtime.Grains.Idempotency;

namespace OrleansRealtime.Tests.Grains.Idempotency;

public class IdempotencyBoundTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    [Fact]
    public void Has_room_below_the_most_keys_and_drops_none()
    {
        var bound = Bound(count: 2).Add(At(0), out var dropped);

        Assert.Empty(dropped);
        Assert.Equal(3, bound.Count);
        Assert.False(bound.HasRoom(At(0)));
    }

    [Fact]
    public void Has_no_room_while_the_oldest_is_within_its_grace()
    {
        Assert.False(Bound(3, "a").HasRoom(At(9)));
        Assert.True(Bound(3, "a").HasRoom(At(10)));
    }

    [Fact]
    public void Makes_room_by_dropping_the_oldest_and_then_the_next()
    {
        var bound = Bound(3, "a", "b", "c").Add(At(11), out var first).Add(At(11), out var second);

        Assert.Equal(["a"], first);
        Assert.Equal(["b"], second);
        Assert.Equal(3, bound.Count);
        Assert.False(bound.HasRoom(At(11)));
    }

    [Fact]
    public void Over_a_bound_that_was_lowered_no_key_within_its_grace_is_dropped()
    {
        var bound = Bound(5, "a", "b", "c", "d", "e").Add(At(11), out var dropped);

        Assert.Equal(["a", "b"], dropped);
        Assert.Equal(4, bound.Count);
    }

    [Fact]
    public void Needs_to_know_as_many_of_the_oldest_as_may_have_to_go()
    {
        Assert.False(Bound(1).NeedsOldest(2));
        Assert.True(Bound(2).NeedsOldest(2));
        Assert.False(Bound(2, "a", "b").NeedsOldest(2));
        Assert.True(Bound(3, "a", "b").Add(At(11), out _).NeedsOldest(2));
    }

    // The oldest are a minute apart.
    private static IdempotencyBound Bound(long count, params string[] oldest) =>
        new(3, Grace, count, [.. oldest.Select((id, minute) => new AgedKey(id, At(minute)))]);

    private static DateTimeOffset At(int minutes) => DateTimeOffset.UnixEpoch.AddMinutes(minutes);
}
