using OrleansRealtime.Grains.Idempotency;

namespace OrleansRealtime.Tests.Grains.Idempotency;

public sealed class UserSharesTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Fact]
    public void Each_user_has_a_share_that_is_free_again_after_the_grace_one_by_one()
    {
        var shares = new UserShares(2, TimeSpan.FromMinutes(10)).Add("eve", Start).Add("eve", Start.AddMinutes(1));

        Assert.False(shares.HasRoom("eve", Start.AddMinutes(9)));
        Assert.True(shares.HasRoom("ana", Start.AddMinutes(9)));
        Assert.True(shares.HasRoom("eve", Start.AddMinutes(10)));
        Assert.False(shares.Add("eve", Start.AddMinutes(10)).HasRoom("eve", Start.AddMinutes(10)));
        Assert.True(shares.Add("eve", Start.AddMinutes(10)).HasRoom("eve", Start.AddMinutes(11)));
    }

    [Fact]
    public void A_clock_that_is_set_back_gives_nothing_away() =>
        Assert.False(new UserShares(1, TimeSpan.FromMinutes(10)).Add("eve", Start).HasRoom("eve", Start.AddHours(-1)));
}
