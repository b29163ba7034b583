using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>What a process says of the database's clock is a range, and the clock is within it.</summary>
public sealed class ClusterClockTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _time = new();
    private readonly ClusterClock _clock;
    private TimeSpan _ahead = TimeSpan.FromHours(3);

    public ClusterClockTests() => _clock = new(_time);

    /// <summary>What the database shows, whatever this machine's clock says.</summary>
    private DateTimeOffset Shown => Start + _time.GetElapsedTime(0) + _ahead;

    [Fact]
    public async Task Nothing_is_known_before_the_first_answer()
    {
        Assert.Null(_clock.Earliest);
        Assert.Null(_clock.Latest);
        Assert.Equal(Start, await _clock.StampAsync(new FakeTimeProvider(Start)));
    }

    [Fact]
    public void The_clock_is_within_the_range_whenever_the_database_looked_at_it()
    {
        Prop.ForAll(
            Gen.Choose(0, 2000).Three().ListOf().ToArbitrary(),
            looks =>
            {
                foreach (var (there, back, pause) in looks)
                {
                    Look(there, back);
                    Advance(30 * pause);
                    Assert.InRange(Shown, _clock.Earliest!.Value, _clock.Latest!.Value);
                }
            }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 80, 0)]
    [InlineData(80, 1, 30_000)]
    public async Task A_stamp_is_what_the_clock_showed_between_the_call_and_the_answer(int there, int back, int later)
    {
        Look(there, back);
        Advance(later);
        var called = Shown;

        var stamp = _clock.StampAsync(_time);
        while (!stamp.IsCompleted)
        {
            Advance(1);
            await Task.Yield();
        }

        var answered = Shown;
        Assert.InRange(await stamp, called, answered - TimeSpan.FromTicks(1));
    }

    [Fact]
    public void An_answer_that_took_long_does_not_replace_a_better_one()
    {
        Look(there: 1, back: 1);
        Look(there: 2000, back: 0);

        Assert.True(_clock.Latest - _clock.Earliest < TimeSpan.FromMilliseconds(20));
    }

    [Fact]
    public void An_answer_that_is_old_is_replaced_by_one_that_took_longer()
    {
        Look(there: 1, back: 1);
        Advance(60_000);
        Look(there: 10, back: 10);

        Assert.True(_clock.Latest - _clock.Earliest < TimeSpan.FromMilliseconds(30));
    }

    [Theory]
    [InlineData(-60)]
    [InlineData(60)]
    public void A_clock_that_was_set_is_followed_at_the_next_answer(int seconds)
    {
        Look(there: 1, back: 1);
        _ahead += TimeSpan.FromSeconds(seconds);

        Look(there: 100, back: 100);

        Assert.InRange(Shown, _clock.Earliest!.Value, _clock.Latest!.Value);
    }

    [Theory]
    [InlineData(-5000, -4900)]
    [InlineData(0, 0)]
    [InlineData(50, 0)]
    [InlineData(5000, 4900)]
    public void Another_clock_differs_by_what_is_certain(int milliseconds, int least)
    {
        Assert.Equal(TimeSpan.Zero, _clock.DifferenceOf(Start));
        Look(there: 50, back: 50);

        var difference = _clock.DifferenceOf(Shown + TimeSpan.FromMilliseconds(milliseconds));

        Assert.Equal(Math.Sign(least), Math.Sign(difference.TotalMilliseconds));
        Assert.InRange(Math.Abs(difference.TotalMilliseconds), Math.Abs(least), Math.Abs(milliseconds));
    }

    /// <summary>The database looks at its clock between the way there and back, and cuts what it shows to milliseconds.</summary>
    private void Look(int there, int back)
    {
        var asked = _time.GetTimestamp();
        Advance(there);
        var shown = DateTimeOffset.FromUnixTimeMilliseconds(Shown.ToUnixTimeMilliseconds());
        Advance(back);
        _clock.Note(shown, asked);
    }

    private void Advance(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds + 0.7));
}
