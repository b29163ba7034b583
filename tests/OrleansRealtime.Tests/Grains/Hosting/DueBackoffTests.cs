using OrleansRealtime.Grains.Hosting;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Grains.Hosting;

public sealed class DueBackoffTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly DueBackoff _backoff;

    public DueBackoffTests() => _backoff = new(_time);

    [Fact]
    public void Whoever_is_woken_in_vain_waits_twice_as_long_each_time_and_no_longer_than_the_longest_pause()
    {
        var due = Due("a");
        double[] most = [30, 60, 120, 240, 480, 900, 900];

        for (var tries = 0; tries < most.Length; tries++)
        {
            Assert.True(_backoff.MayWake(due));
            Assert.Equal(tries, _backoff.CountWaking(due));
            _backoff.EndPass();
            _time.Advance(TimeSpan.FromSeconds((most[tries] / 2) - 1));
            Assert.False(_backoff.MayWake(due));
            _time.Advance(TimeSpan.FromSeconds((most[tries] / 2) + 1));
        }
    }

    [Fact]
    public void Whoever_gets_on_starts_anew()
    {
        _backoff.CountWaking(Due("a"));
        _backoff.EndPass();

        Assert.False(_backoff.MayWake(Due("a")));
        Assert.True(_backoff.MayWake(Due("a", 2)));
        Assert.Equal(0, _backoff.CountWaking(Due("a", 2)));
    }

    [Fact]
    public void Whoever_a_pass_does_not_come_by_is_forgotten()
    {
        _backoff.CountWaking(Due("a"));
        _backoff.CountWaking(Due("b"));
        _backoff.EndPass();
        _backoff.MayWake(Due("a"));
        _backoff.EndPass();

        Assert.False(_backoff.MayWake(Due("a")));
        Assert.True(_backoff.MayWake(Due("b")));
    }

    [Fact]
    public void Of_more_owners_than_it_counts_the_others_are_woken_each_time()
    {
        for (var n = 0; n <= DueBackoff.MaxOwners; n++) _backoff.CountWaking(Due($"{n}"));

        Assert.False(_backoff.MayWake(Due($"{DueBackoff.MaxOwners - 1}")));
        Assert.True(_backoff.MayWake(Due($"{DueBackoff.MaxOwners}")));
        Assert.Equal(0, _backoff.CountWaking(Due($"{DueBackoff.MaxOwners}")));
    }

    private static DueOwner Due(string key, int second = 1) => new(new("note", key), DateTimeOffset.UnixEpoch.AddSeconds(second));
}
