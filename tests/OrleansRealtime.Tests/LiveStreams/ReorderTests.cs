using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.LiveStreams.Subscribing;

namespace OrleansRealtime.Tests.LiveStreams;

public class ReorderTests
{
    private readonly QueueBudget _budget = new(100);

    [Fact]
    public void Whatever_order_pushes_come_in_they_are_taken_in_the_order_of_their_numbers() => Prop.ForAll(Orders.ToArbitrary(), order =>
    {
        var tracker = new SequenceTracker();
        var held = new ReorderBuffer(_budget);
        var taken = new List<long>();
        tracker.Lease("one", 0);
        foreach (var first in order)
        {
            if (tracker.IsAhead("one", first)) Assert.True(held.TryHold(Batch(first)));
            else Take(first);
            while (held.TakeReady(batch => !tracker.IsAhead(batch.Epoch, batch.First)) is { } batch) Take(batch.First);
        }

        Assert.Equal(order.Order(), taken);
        Assert.True(held.IsEmpty);
        Assert.Equal(0, _budget.Used);

        void Take(long first)
        {
            Assert.Equal((0, null), tracker.Push("one", first, 1));
            taken.Add(first);
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_push_whose_lease_is_on_its_way_waits_for_it_and_a_stale_one_does_not()
    {
        var tracker = new SequenceTracker();

        Assert.True(tracker.IsAhead("one", 6));
        tracker.Lease("one", 5);
        Assert.False(tracker.IsAhead("one", 6));
        tracker.Lease("two", 0);
        Assert.False(tracker.IsAhead("one", 7));
    }

    [Fact]
    public void What_a_second_lease_proves_lost_is_not_waited_for_and_what_was_held_back_is_not_lost()
    {
        var tracker = new SequenceTracker();
        tracker.Lease("one", 0);
        Assert.True(tracker.IsAhead("one", 2));
        Assert.Equal((null, true), tracker.Lease("one", 2));

        Assert.True(tracker.ProvesLoss("one"));
        Assert.False(tracker.ProvesLoss("two"));
        Assert.Equal((0, new LiveGap(LiveGapKind.Lost, "one", 1, 1)), tracker.Push("one", 2, 1));
        Assert.Equal((null, false), tracker.Lease("one", 2));
    }

    [Fact]
    public void It_holds_no_more_than_its_own_bound_and_the_process_allow()
    {
        var small = new ReorderBuffer(new(2));
        Assert.True(small.TryHold(Batch(1)));
        Assert.True(small.TryHold(Batch(2)));
        Assert.False(small.TryHold(Batch(3)));

        var many = new ReorderBuffer(_budget);
        for (var first = 1; first <= ReorderBuffer.MaxBatches; first++) Assert.True(many.TryHold(Batch(first)));
        Assert.False(many.TryHold(Batch(100)));
    }

    private static Gen<long[]> Orders =>
        Gen.Choose(1, 20).SelectMany(count => Gen.Shuffle(Enumerable.Range(1, count).Select(n => (long)n)));

    private static LiveBatch Batch(long first) => new(StreamId.Create("tick", "1"), "one", first, ["event"]);
}
