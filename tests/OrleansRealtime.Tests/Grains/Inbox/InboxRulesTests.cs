using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Grains.Inbox;

namespace OrleansRealtime.Tests.Grains.Inbox;

public class InboxRulesTests
{
    private static readonly DateTimeOffset Tomorrow = DateTimeOffset.UnixEpoch.AddDays(1);

    [Fact]
    public void A_new_item_is_unread_and_unseen()
    {
        var inbox = With(items: 3);

        Assert.Equal(new(3, 3, 3, 3), inbox.Badge());
    }

    [Fact]
    public void Marking_up_to_a_number_never_touches_what_came_after_it()
    {
        var inbox = InboxRules.Mark(With(items: 3), UpTo(MarkAs.Read, 2));

        Assert.Equal([3L], inbox.Unread().Ascending());
        Assert.Equal([3L, 4L], InboxRules.Add(inbox, 100, out _).Unread().Ascending());
    }

    [Fact]
    public void Reading_is_seeing_and_seeing_is_not_reading()
    {
        Assert.Equal((0, 0), Counts(InboxRules.Mark(With(items: 2), UpTo(MarkAs.Read, 2))));
        Assert.Equal((2, 0), Counts(InboxRules.Mark(With(items: 2), UpTo(MarkAs.Seen, 2))));
    }

    [Fact]
    public void A_mark_that_changes_nothing_is_no_new_version()
    {
        var inbox = InboxRules.Mark(With(items: 2), UpTo(MarkAs.Read, 2));

        Assert.Same(inbox, InboxRules.Mark(inbox, UpTo(MarkAs.Read, 2)));
        Assert.Same(inbox, InboxRules.Mark(inbox, new(MarkAs.Archived, [77, -1], null, null)));
    }

    [Fact]
    public void A_snoozed_item_counts_nowhere_and_comes_back_as_a_new_one()
    {
        var snoozed = InboxRules.Mark(InboxRules.Mark(With(items: 2), UpTo(MarkAs.Read, 2)), new(MarkAs.Snoozed, [1], null, Tomorrow));
        var back = InboxRules.Renew(snoozed, 1);

        Assert.Equal((0, 0), Counts(snoozed));
        Assert.Equal([2L], snoozed.Active().Ascending());
        Assert.Equal((1, 1), Counts(back));
        Assert.Equal([2L, 3L], back.Items.Ascending());
        Assert.Empty(back.Snoozed);
    }

    [Fact]
    public void The_oldest_items_go_when_there_are_too_many()
    {
        var inbox = InboxRules.Add(InboxRules.Mark(With(items: 3), UpTo(MarkAs.Read, 3)), maxItems: 3, out var dropped);

        Assert.Equal([1L], dropped.Ascending());
        Assert.Equal([2L, 3L, 4L], inbox.Items.Ascending());
        Assert.Equal(2, inbox.Read.Count);
    }

    [Fact]
    public void Pages_neither_skip_nor_repeat_in_either_direction()
    {
        var inbox = InboxRules.Mark(With(items: 7), new(MarkAs.Archived, [4], null, null));

        Assert.Equal([[7L, 6], [5, 3], [2, 1]], Pages(inbox, cursor => new(cursor, null, 2, InboxFilter.Active), null));
        Assert.Equal([[1L, 2], [3, 5], [6, 7]], Pages(inbox, cursor => new(null, cursor, 2, InboxFilter.Active), 0));
    }

    [Fact]
    public void Whatever_is_done_in_whatever_order_badge_and_marks_agree_with_a_plain_list() =>
        Check.One(Config.QuickThrowOnFailure, Prop.ForAll(Arb.From(Gen.ListOf(Acts)), acts =>
        {
            var inbox = InboxRecord.Empty;
            var model = new SortedDictionary<long, (bool Seen, bool Read, bool Archived, bool Snoozed)>();
            foreach (var act in acts)
            {
                var version = inbox.Version;
                if (act is { } mark)
                {
                    inbox = InboxRules.Mark(inbox, mark);
                    foreach (var seq in model.Keys.Where(seq => mark.UpTo is { } upTo ? seq <= upTo : mark.Seqs.Contains(seq)).ToList())
                        model[seq] = Marked(model[seq], mark.As);
                }
                else
                {
                    inbox = InboxRules.Add(inbox, 100, out _);
                    model.Add(inbox.LastSeq, default);
                }

                var unread = model.Values.Where(item => item is { Read: false, Archived: false, Snoozed: false }).ToList();
                Assert.Equal((unread.Count, unread.Count(item => !item.Seen)), Counts(inbox));
                Assert.InRange(inbox.Version, version, version + 1);
            }
        }));

    private static (bool Seen, bool Read, bool Archived, bool Snoozed) Marked((bool Seen, bool Read, bool Archived, bool Snoozed) item, MarkAs mark) => mark switch
    {
        MarkAs.Seen => item with { Seen = true },
        MarkAs.Read => item with { Seen = true, Read = true },
        MarkAs.Unread => item with { Read = false },
        MarkAs.Archived => item with { Archived = true, Snoozed = false },
        MarkAs.Active => item with { Archived = false, Snoozed = false },
        _ => item with { Archived = false, Snoozed = true },
    };

    private static readonly Gen<InboxMark?> Acts = Gen.OneOf(
        Gen.Constant<InboxMark?>(null),
        from mark in Gen.Elements(Enum.GetValues<MarkAs>())
        from seq in Gen.Choose(0, 12)
        from upTo in Gen.Elements(true, false)
        select upTo ? UpTo(mark, seq) : new InboxMark(mark, [seq, seq + 2], null, Tomorrow));

    private static InboxMark UpTo(MarkAs mark, long seq) => new(mark, [], seq, Tomorrow);

    private static (long Unread, long Unseen) Counts(InboxRecord inbox) => (inbox.Badge().Unread, inbox.Badge().Unseen);

    private static InboxRecord With(int items)
    {
        var inbox = InboxRecord.Empty;
        for (var i = 0; i < items; i++) inbox = InboxRules.Add(inbox, 100, out _);
        return inbox;
    }

    private static List<ImmutableArray<long>> Pages(InboxRecord inbox, Func<long?, InboxQuery> query, long? cursor)
    {
        var pages = new List<ImmutableArray<long>>();
        while (true)
        {
            var page = query(cursor);
            var seqs = InboxRules.InOrder(inbox, page).Take(page.Limit).ToImmutableArray();
            if (seqs.IsEmpty) return pages;
            pages.Add(seqs);
            cursor = seqs[^1];
        }
    }
}
