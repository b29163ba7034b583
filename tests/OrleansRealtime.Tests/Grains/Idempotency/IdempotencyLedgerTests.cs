using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Grains.Idempotency;

namespace OrleansRealtime.Tests.Grains.Idempotency;

public class IdempotencyLedgerTests
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(10);

    private readonly IdempotencyLedger _ledger = new(maxKeys: 3, Lifetime, Grace);

    [Fact]
    public void Finds_a_request_under_its_key_and_no_other()
    {
        _ledger.Add("a", At(0));

        Assert.Equal(At(0), _ledger.Find("a"));
        Assert.Null(_ledger.Find("b"));
    }

    [Fact]
    public void Has_no_room_while_all_keys_are_within_their_grace()
    {
        foreach (var id in "abc") _ledger.Add(id.ToString(), At(0));

        Assert.False(_ledger.HasRoom(At(9).At));
        Assert.True(_ledger.HasRoom(At(10).At));
    }

    [Fact]
    public void Makes_room_by_dropping_the_oldest_past_its_grace()
    {
        for (var i = 0; i < 3; i++) _ledger.Add("abc"[i].ToString(), At(i));

        Assert.Equal(["a"], _ledger.Add("d", At(11)));
        Assert.Null(_ledger.Find("a"));
        Assert.Equal(3, _ledger.Count);
    }

    [Fact]
    public void Drops_every_key_whose_lifetime_is_over()
    {
        for (var i = 0; i < 3; i++) _ledger.Add("abc"[i].ToString(), At(i));

        Assert.Equal(["a", "b"], _ledger.Sweep(At(1).At + Lifetime));
        Assert.NotNull(_ledger.Find("c"));
    }

    private static IdempotentAnswer At(int minutes) =>
        new("fingerprint", EntityEffect.Changed, "e", 2, null, DateTimeOffset.UnixEpoch.AddMinutes(minutes));
}
