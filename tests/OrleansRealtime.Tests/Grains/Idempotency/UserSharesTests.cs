using OrleansRealtime.Grains.Idempotency;

namespace OrleansRealtime.Tests.Grains.Idempotency;

public sealed class UserSharesTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Each_user_has_a_share_that_is_free_again_after_the_grace_one_by_one()
    {
        var shares = Changed(Changed(Shares(2), "eve", 0), "eve", 1);

        Assert.False(shares.HasRoom("eve", At(9)));
        Assert.True(shares.HasRoom("ana", At(9)));
        Assert.True(shares.HasRoom("eve", At(10)));
        Assert.False(Changed(shares, "eve", 10).HasRoom("eve", At(10)));
        Assert.True(Changed(shares, "eve", 10).HasRoom("eve", At(11)));
    }

    [Fact]
    public void A_clock_that_is_set_back_gives_nothing_away() =>
        Assert.False(Changed(Shares(1), "eve", 0).HasRoom("eve", At(-60)));

    [Fact]
    public void Servers_share_what_there_is() =>
        Assert.True(Changed(Changed(Shares(1), null, 0), null, 0).HasRoom(null, At(0)));

    [Fact]
    public void Idle_keys_go_first_and_a_full_share_lets_go_of_its_own()
    {
        var shares = Idle(Changed(Idle(Idle(Shares(3), "ana", "a", 0), "eve", "b", 0), "eve", 1), "eve", "c", 2);

        Assert.True(shares.HasRoom("eve", At(3)));
        shares = Changed(shares.MakeRoom("eve", At(3), out var first), "eve", 3);
        shares = Changed(shares.MakeRoom("eve", At(3), out var second), "eve", 3);

        Assert.Equal(("b", "c"), (first, second));
        Assert.False(shares.HasRoom("eve", At(3)));
        Assert.True(shares.HasIdle(At(3)));
        shares.MakeRoom("ana", At(3), out var none);
        Assert.Null(none);
    }

    [Fact]
    public void Whoever_has_the_most_idle_keys_lets_go_when_there_is_no_room_at_all()
    {
        var shares = Idle(Idle(Idle(Shares(3), "ana", "a", 0), null, "b", 1), null, "c", 2);

        shares = shares.DropIdle(At(3), out var first).DropIdle(At(3), out _).DropIdle(At(3), out _);

        Assert.Equal("b", first);
        Assert.False(shares.HasIdle(At(3)));
        Assert.False(Idle(Shares(3), "ana", "a", 0).HasIdle(At(10)));
    }

    private static UserShares Shares(int most) => new(most, TimeSpan.FromMinutes(10));

    private static UserShares Changed(UserShares shares, string? user, int minute) => shares.Add(user, new("changed", At(minute)), isIdle: false);

    private static UserShares Idle(UserShares shares, string? user, string id, int minute) => shares.Add(user, new(id, At(minute)), isIdle: true);

    private static DateTimeOffset At(int minute) => Start.AddMinutes(minute);
}
