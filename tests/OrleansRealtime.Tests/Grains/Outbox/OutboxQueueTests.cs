using OrleansRealtime.Grains.Outbox;

namespace OrleansRealtime.Tests.Grains.Outbox;

public class OutboxQueueTests
{
    private readonly OutboxQueue _queue = new();

    [Fact]
    public void Entries_leave_one_at_a_time_in_the_order_of_their_numbers()
    {
        _queue.Committed(Entry(2));
        _queue.Found(Entry(1));

        Assert.Equal(1, Begin()!.Number);
        Assert.Null(Begin());
        _queue.Done(1);
        Assert.Equal(2, Begin()!.Number);
    }

    [Fact]
    public void An_entry_that_gathers_is_not_begun_until_that_is_committed()
    {
        _queue.Committed(Entry(1));

        var gathered = _queue.FindForGathering(Entry(9, "bo"))!.Gather(Entry(9, "bo"));
        Assert.Null(_queue.Begin(number => number == 1));
        _queue.Committed(gathered);

        Assert.Equal(["bo", "ana"], Begin()!.Authors);
    }

    [Fact]
    public void An_entry_under_delivery_or_once_begun_gathers_no_more()
    {
        _queue.Committed(Entry(1));
        Begin();
        Assert.Null(_queue.FindForGathering(Entry(9)));

        _queue.Postpone();
        Assert.Null(_queue.FindForGathering(Entry(9)));
        Assert.Equal(1, Begin()!.Number);
    }

    [Fact]
    public void An_entry_that_an_earlier_activation_left_gathers_nothing_because_it_may_be_under_delivery_there()
    {
        _queue.Found(Entry(1));

        Assert.Null(_queue.FindForGathering(Entry(9)));
        Assert.Equal(1, Begin()!.Number);
    }

    [Fact]
    public void One_that_waits_for_a_few_is_in_nobody_elses_way()
    {
        _queue.Committed(Entry(1));
        _queue.Committed(Entry(2));
        _queue.Narrow(Begin()! with { Remaining = ["bo"] });

        Assert.Equal(2, Begin()!.Number);
        Assert.Equal(["bo"], _queue.Behind);
        Assert.Equal([1L], _queue.Partial.Select(entry => entry.Number));
        Assert.Equal((2, 1), (_queue.Count, _queue.Waiting));
        _queue.Done(2);
        _queue.Done(1);
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void One_that_was_asked_for_while_it_was_being_committed_takes_in_nothing_after_that()
    {
        _queue.Committed(Entry(1));

        Assert.Null(_queue.Begin(_ => true));
        Assert.Null(_queue.FindForGathering(Entry(9)));
        Assert.Equal(1, Begin()!.Number);
    }

    [Fact]
    public void Those_that_wait_for_the_same_few_gather_while_nobody_is_tried_with_them()
    {
        foreach (var number in (long[])[1, 2, 3])
        {
            _queue.Committed(Entry(number));
            Begin();
            if (number < 3) _queue.Narrow(Entry(number) with { Remaining = ["bo"] }, untried: number == 2);
        }

        var third = Entry(3) with { Remaining = ["bo"] };
        _queue.Narrow(Entry(4) with { Kind = NotificationKinds.Commented, Remaining = ["bo"] }, untried: true);
        Assert.Null(_queue.FindForGatheringPartial(third with { Remaining = ["bo", "chi"] }));
        var into = _queue.FindForGatheringPartial(third)!;
        Assert.Equal(2, into.Number);
        _queue.Gathered(into.Gather(third), 3);

        Assert.Equal([1L, 2L, 4L], _queue.Partial.Select(entry => entry.Number));
        _queue.Tried(2);
        Assert.Null(_queue.FindForGatheringPartial(third));
    }

    [Fact]
    public void What_an_earlier_activation_or_an_earlier_try_may_have_told_is_no_first_try()
    {
        _queue.Found(Entry(1));
        _queue.Committed(Entry(2));
        Begin();
        Assert.False(_queue.IsFirstTry(1));
        _queue.Done(1);

        Begin();
        Assert.True(_queue.IsFirstTry(2));
        _queue.Postpone();
        Begin();
        Assert.False(_queue.IsFirstTry(2));
    }

    [Fact]
    public void One_that_waits_for_a_few_and_is_found_behind_one_that_waits_for_everybody_waits_for_everybody_too()
    {
        _queue.Found(Entry(1) with { Remaining = ["bo"] });
        _queue.Found(Entry(2));
        _queue.Found(Entry(3) with { Remaining = ["bo"] });

        Assert.Equal([1L], _queue.Partial.Select(entry => entry.Number));
        Assert.Equal(2, Begin()!.Number);
        _queue.Done(2);
        Assert.Equal(3, Begin()!.Number);
    }

    [Fact]
    public void Another_life_of_the_entity_gathers_for_itself()
    {
        _queue.Committed(Entry(1));

        Assert.Null(_queue.FindForGathering(Entry(9) with { Epoch = "other" }));
    }

    [Fact]
    public void What_names_nobody_gathers_past_a_later_one_that_names_somebody()
    {
        var comment = Entry(1) with { Kind = NotificationKinds.Commented, Text = "one" };
        _queue.Committed(comment);
        _queue.Committed(comment with { Number = 2, Text = "look", Mentions = ["chi"] });

        var gathered = _queue.FindForGathering(comment)!.Gather(comment with { Number = 9, Text = "two" });
        _queue.Committed(gathered);

        Assert.Equal(("two", 1), (gathered.Text, gathered.Number));
        Assert.Null(_queue.FindForGathering(comment with { Mentions = ["dee"] }));
        Assert.Equal(1, Begin()!.Number);
    }

    [Fact]
    public void What_this_activation_committed_is_newer_than_what_it_finds()
    {
        _queue.Committed(Entry(1, "bo"));
        _queue.Found(Entry(1, "ana"));

        Assert.Equal(["bo"], Begin()!.Authors);
    }

    [Fact]
    public void What_gathers_is_owed_since_the_first_of_it_however_many_come()
    {
        var gathered = Enumerable.Range(1, 100).Aggregate(
            Entry(1), (entry, minute) => entry.Gather(Entry(minute) with { At = DateTimeOffset.UnixEpoch.AddMinutes(minute) }));
        _queue.Committed(gathered);

        Assert.Equal(DateTimeOffset.UnixEpoch, _queue.Oldest);
    }

    [Fact]
    public void What_has_gathered_is_taken_in_whole()
    {
        var first = Entry(1).Gather(Entry(2, "bo"));
        var second = Enumerable.Range(3, 30).Aggregate(Entry(3), (entry, number) => entry.Gather(Entry(number, number % 2 == 0 ? "bo" : "ana")));

        var gathered = first.Gather(second);

        Assert.Equal((33, 16, 17), (gathered.Gathered!.Count, gathered.For("ana")!.Count, gathered.For("bo")!.Count));
        Assert.Equal(20, gathered.Gathered.Latest.Length);
        Assert.Equal(32, gathered.Gathered.Latest[0].Number);
    }

    [Fact]
    public void Only_a_sole_author_is_not_told()
    {
        Assert.Null(Entry(1).For("ana"));
        Assert.NotNull(Entry(1).For("bo"));
        Assert.NotNull(Entry(1).Gather(Entry(2, "bo")).For("ana"));
        Assert.NotNull((Entry(1) with { Anonymous = true }).For("ana"));
    }

    private OutboxEntry? Begin() => _queue.Begin(_ => false);

    private static OutboxEntry Entry(long number, string author = "ana") =>
        new(number, "e", NotificationKinds.Changed, [author], false, "title", ["a"], null, [], DateTimeOffset.UnixEpoch);
}
