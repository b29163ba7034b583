using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.LiveStreams.Subscribing;

namespace OrleansRealtime.Tests.LiveStreams;

public class SequenceTrackerTests
{
    private const string One = "one";
    private const string Two = "two";

    private readonly SequenceTracker _tracker = new();

    private enum Fate
    {
        Arrives,
        ArrivesTwice,
        ComesLate,
        IsLost,
    }

    [Fact]
    public void Events_that_follow_the_lease_are_taken()
    {
        _tracker.Lease(One, 5);

        Assert.Equal((0, null), _tracker.Push(One, 6, 1));
        Assert.Equal((0, null), _tracker.Push(One, 7, 3));
    }

    [Fact]
    public void A_jump_is_a_gap()
    {
        _tracker.Lease(One, 5);

        Assert.Equal((0, Lost(One, 6, 7)), _tracker.Push(One, 8, 1));
    }

    [Fact]
    public void What_came_before_is_skipped()
    {
        _tracker.Lease(One, 5);

        Assert.Equal((1, null), _tracker.Push(One, 5, 1));
        Assert.Equal((2, null), _tracker.Push(One, 4, 4));
    }

    [Fact]
    public void A_lease_ahead_of_the_events_is_a_gap_only_if_the_next_one_still_is()
    {
        _tracker.Lease(One, 5);

        Assert.Equal((null, true), _tracker.Lease(One, 6));
        Assert.Equal((Lost(One, 6, 6), false), _tracker.Lease(One, 6));
        Assert.Equal((null, false), _tracker.Lease(One, 6));
    }

    [Fact]
    public void Events_that_a_lease_overtook_are_no_gap()
    {
        _tracker.Lease(One, 5);
        _tracker.Lease(One, 7);

        Assert.Equal((0, null), _tracker.Push(One, 6, 2));
        Assert.Equal((null, false), _tracker.Lease(One, 7));
    }

    [Fact]
    public void An_event_that_overtook_the_lease_is_taken_and_checked_when_the_lease_comes()
    {
        Assert.Equal((0, null), _tracker.Push(One, 7, 1));

        Assert.Equal((Lost(One, 6, 6), false), _tracker.Lease(One, 5));
    }

    [Fact]
    public void An_event_right_after_the_lease_that_it_overtook_is_no_gap()
    {
        _tracker.Push(One, 6, 2);

        Assert.Equal((null, false), _tracker.Lease(One, 5));
    }

    [Fact]
    public void Another_epoch_may_have_lost_something()
    {
        _tracker.Lease(One, 5);

        Assert.Equal((OwnerChanged(Two), false), _tracker.Lease(Two, 0));
        Assert.Equal((0, null), _tracker.Push(Two, 1, 1));
    }

    [Fact]
    public void What_the_activation_before_had_under_way_is_skipped()
    {
        _tracker.Lease(One, 5);
        _tracker.Lease(Two, 0);

        Assert.Equal((1, null), _tracker.Push(One, 6, 1));
    }

    [Fact]
    public void Events_of_a_new_activation_that_overtook_its_lease_are_taken_and_told_once()
    {
        _tracker.Lease(One, 5);

        Assert.Equal((0, OwnerChanged(Two)), _tracker.Push(Two, 1, 2));
        Assert.Equal((null, false), _tracker.Lease(Two, 0));
    }

    [Fact]
    public void What_was_dropped_here_is_a_gap_at_once_and_no_second_one_later()
    {
        _tracker.Lease(One, 5);

        Assert.Equal(Lost(One, 6, 8), _tracker.Dropped(One, 8));
        Assert.Equal((0, null), _tracker.Push(One, 9, 1));
        Assert.Null(_tracker.Dropped(One, 8));
    }

    [Fact]
    public void Whatever_is_lost_doubled_or_late_each_event_is_taken_in_order_once_or_told_as_missing_once() =>
        Prop.ForAll(Fates.ToArbitrary(), fates =>
        {
            var tracker = new SequenceTracker();
            tracker.Lease(One, 0);
            var taken = new List<long>();
            var missing = new List<long>();
            foreach (var sequence in Arrivals(fates))
            {
                var (skip, gap) = tracker.Push(One, sequence, 1);
                Miss(gap);
                if (skip == 0) taken.Add(sequence);
            }

            // Two renewals after the last event: the first suspects, the second is sure.
            Miss(tracker.Lease(One, fates.Length).Gap);
            Miss(tracker.Lease(One, fates.Length).Gap);

            Assert.Equal(taken.Order().Distinct(), taken);
            Assert.Equal(Enumerable.Range(1, fates.Length).Select(sequence => (long)sequence), taken.Concat(missing).Order());

            void Miss(LiveGap? gap)
            {
                for (var sequence = gap?.From ?? 1; sequence <= (gap?.To ?? 0); sequence++) missing.Add(sequence);
            }
        }).QuickCheckThrowOnFailure();

    private static Gen<Fate[]> Fates => Gen.Elements(Enum.GetValues<Fate>()).ArrayOf();

    // Late is after the next event.
    private static IEnumerable<long> Arrivals(Fate[] fates)
    {
        var late = new Queue<long>();
        for (var sequence = 1; sequence <= fates.Length; sequence++)
        {
            switch (fates[sequence - 1])
            {
                case Fate.ComesLate:
                    late.Enqueue(sequence);
                    continue;
                case Fate.Arrives:
                    yield return sequence;
                    break;
                case Fate.ArrivesTwice:
                    yield return sequence;
                    yield return sequence;
                    break;
            }

            while (late.TryDequeue(out var before)) yield return before;
        }

        while (late.TryDequeue(out var before)) yield return before;
    }

    private static LiveGap Lost(string epoch, long from, long to) => new(LiveGapKind.Lost, epoch, from, to);

    private static LiveGap OwnerChanged(string epoch) => new(LiveGapKind.OwnerChanged, epoch, 0, 0);
}
