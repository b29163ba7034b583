using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.LiveStreams.Subscribing;

namespace OrleansRealtime.Tests.LiveStreams;

public class RenewalTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Lease = 3 * Interval;
    private readonly RenewalPace _pace = new(Interval, new Random(7).NextDouble);

    [Fact]
    public void Streams_that_join_together_are_renewed_apart()
    {
        var tenths = Enumerable.Range(0, 10_000).Select(_ => (int)(_pace.AfterJoin(TimeSpan.Zero, Lease) / Interval * 10)).ToList();

        Assert.All(Enumerable.Range(0, 10), tenth => Assert.InRange(tenths.Count(each => each == tenth), 800, 1200));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(300)]
    public void A_renewal_and_the_second_look_that_it_asks_for_fall_within_one_interval_though_each_is_a_tick_late(int seconds)
    {
        var (interval, tick) = (At(seconds), RenewalLoop.TickFor(At(seconds)));
        var within = RenewalPace.Within(interval, tick);
        var pace = new RenewalPace(within, () => 1);

        var joined = TimeSpan.Zero;
        var renewed = pace.AfterJoin(joined, 3 * interval) + tick;
        Assert.InRange(RenewalPace.AfterSuspicion(renewed) + tick, joined, joined + interval);
        var next = pace.AfterRenewal(joined, joined, 3 * interval) + tick;
        Assert.InRange(RenewalPace.AfterSuspicion(next) + tick, joined, joined + interval);
        Assert.InRange(within / interval, 0.85, 1);
    }

    [Fact]
    public void A_stream_keeps_its_place_in_the_interval()
    {
        Assert.Equal(At(18), _pace.AfterRenewal(due: At(3), now: At(3.2), Lease));
    }

    [Fact]
    public void A_process_that_was_held_up_spreads_what_it_missed()
    {
        var next = Enumerable.Range(0, 100).Select(_ => _pace.AfterRenewal(due: At(3), now: At(60), Lease)).ToList();

        Assert.All(next, due => Assert.InRange(due, At(60), At(75)));
        Assert.True(next.Distinct().Count() > 90);
    }

    [Fact]
    public void Renewals_come_three_times_within_a_lease_that_the_owner_made_shorter()
    {
        Assert.Equal(At(5), _pace.AfterRenewal(due: At(3), now: At(3), leaseDuration: At(6)));
    }

    [Theory]
    [InlineData(1, 0.25)]
    [InlineData(2, 0.5)]
    [InlineData(4, 2)]
    [InlineData(30, 15)]
    public void Retries_start_at_once_and_never_wait_longer_than_the_interval(int failures, double seconds)
    {
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.InRange(_pace.AfterFailure(At(100), failures), At(100), At(100 + seconds)));
    }

    [Fact]
    public void What_is_due_first_comes_first_and_nothing_comes_twice() => Prop.ForAll(Dues.ToArbitrary(), dues =>
    {
        var schedule = new RenewalSchedule<int>();
        var soonest = new Dictionary<int, int>();
        foreach (var (key, due) in dues)
        {
            schedule.Add(key, At(due));
            soonest[key] = soonest.TryGetValue(key, out var sooner) ? Math.Min(sooner, due) : due;
        }

        var taken = new List<(int Key, int Due)>();
        while (schedule.TryTake(TimeSpan.MaxValue, out var key, out var due)) taken.Add((key, (int)due.TotalSeconds));

        Assert.Equal(taken.Select(each => each.Due).Order(), taken.Select(each => each.Due));
        Assert.Equal(soonest.Select(each => (each.Key, each.Value)).Order(), taken.Order());
        Assert.Null(schedule.NextDue);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Nothing_comes_before_its_time_or_after_it_was_removed()
    {
        var schedule = new RenewalSchedule<string>();
        schedule.Add("a", At(1));
        schedule.Add("b", At(2));
        schedule.Remove("a");

        Assert.Equal(At(2), schedule.NextDue);
        Assert.False(schedule.TryTake(At(1.9), out _, out _));
        Assert.True(schedule.TryTake(At(2), out var key, out _));
        Assert.Equal("b", key);
    }

    private static Gen<(int Key, int Due)[]> Dues =>
        (from key in Gen.Choose(0, 9) from due in Gen.Choose(0, 99) select (key, due)).ArrayOf();

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
