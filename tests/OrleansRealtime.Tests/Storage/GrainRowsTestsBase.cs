using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.Tests.Storage;

public abstract class GrainRowsTestsBase : DatabaseTestsBase
{
    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        await Test.CommitAsync(Owner, null, "one", new GrainRow("key", "a", "1"));

        Assert.NotNull(await Test.Rows.FindAsync(Owner, "key", "a", Ct));
        Assert.Null(await Test.Rows.FindAsync(Owner, "key", "A", Ct));
        Assert.Null(await Test.Rows.FindAsync(Owner, "keys", "a", Ct));
        Assert.Null(await Test.Rows.FindAsync(Owner with { GrainKey = "demo/note/2" }, "key", "a", Ct));
        Assert.Equal(0, await Test.Rows.CountAsync(Owner, "keys", Ct));
    }

    [Fact]
    public async Task Several_are_found_at_once_in_the_order_of_their_ids_and_those_that_are_not_there_are_left_out()
    {
        await Test.CommitAsync(Owner, null, "one", [.. "abcd".Select(id => new GrainRow("key", $"{id}", $"\"{id}\""))]);

        var found = await Test.Rows.FindAllAsync(Owner, "key", ["d", "not there", "a'\"", "b"], Ct);

        Assert.Equal([("b", "\"b\""), ("d", "\"d\"")], found.Select(row => (row.Id, row.Value!)));
        Assert.Empty(await Test.Rows.FindAllAsync(Owner, "key", [], Ct));
    }

    [Fact]
    public async Task Deleting_takes_the_named_rows_and_no_others()
    {
        await Test.CommitAsync(Owner, null, "one", [.. "abcd".Select(id => new GrainRow("key", $"{id}", "1"))]);

        await Test.Rows.DeleteAsync(Owner, "key", ["a", "c", "not there"], Ct);
        await Test.Rows.DeleteAsync(Owner, "key", [], Ct);

        Assert.Equal(["b", "d"], (await Test.AllAsync(Owner, "key")).Select(row => row.Id));
        Assert.Equal((1, "one"), await Test.ReadAsync(Owner));
    }

    [Fact]
    public async Task The_entities_that_have_a_row_of_a_user_are_found_by_pages_in_one_workspace_and_of_one_kind()
    {
        GrainRow[] bo = [new("follower:e1", "bo", "{}"), new("follower:e2", "bo", "{}"), new("named:e1", "bo", "{}"), new("follower:e1", "b", "{}"), new("followers", "bo", "{}"), new("comment:e1", "bo", "{}")];
        foreach (var key in (string[])["demo/note/1", "demo/note/a b", "demo/note/\u00e9", "demo-2/note/1", "dem/note/1"])
            await Test.CommitAsync(new("entity", key), null, "", bo);
        await Test.CommitAsync(new("user", "demo/user/bo"), null, "", new GrainRow("follower:e1", "bo", "{}"));

        List<GrainRowPlace> found = [];
        for (IReadOnlyList<GrainRowPlace> page = [default]; page.Count > 0; found.AddRange(page))
            page = await Test.Rows.FindPlacesAsync(PlacedRows.Followers, "demo/", "bo", found.Count == 0 ? null : found[^1], 2, Ct);

        Assert.Equal(
            from key in (string[])["demo/note/1", "demo/note/a b", "demo/note/\u00e9"] from epoch in (string[])["e1", "e2"] select new GrainRowPlace(key, $"follower:{epoch}"),
            found);
        Assert.Equal([new("demo-2/note/1", "named:e1")], await Test.Rows.FindPlacesAsync(PlacedRows.Named, "demo-2/", "bo", null, 10, Ct));
        Assert.Empty(await Test.Rows.FindPlacesAsync(PlacedRows.Followers, "demo/", "cy", null, 10, Ct));
    }

    [Fact]
    public async Task Owners_of_due_rows_come_once_each_and_the_longest_overdue_first()
    {
        static GrainRowOwner Note(int i) => new("note", $"demo/note/{i}");
        static DateTimeOffset At(int second) => DateTimeOffset.UnixEpoch.AddSeconds(second);
        await Test.CommitAsync(Note(1), null, "", new GrainRow("outbox", "a", "1", At(30)), new("outbox", "b", "1", At(10)));
        await Test.CommitAsync(Note(2), null, "", new GrainRow("outbox", "a", "1", At(20)), new("key", "never", "1"));
        await Test.CommitAsync(Note(3), null, "", new GrainRow("outbox", "a", "1", At(40)));
        await Test.CommitAsync(Note(4), null, "", new GrainRow("key", "never", "1"));

        Assert.Equal([], await DueAsync(At(9), 10));
        Assert.Equal([new(Note(1), At(10)), new(Note(2), At(20))], await DueAsync(At(39), 10));
        Assert.Equal([new(Note(1), At(10)), new(Note(2), At(20)), new(Note(3), At(40))], await DueAsync(At(40), 10));
        Assert.Equal([new(Note(1), At(10))], await DueAsync(At(40), 1));

        await Test.CommitAsync(Note(1), 1, "", new GrainRow("outbox", "a", null), new("outbox", "b", "1"));
        Assert.Equal([new(Note(2), At(20)), new(Note(3), At(40))], await DueAsync(At(40), 10));

        async Task<IReadOnlyList<DueOwner>> DueAsync(DateTimeOffset now, int limit) => await Test.Rows.DueOwnersAsync(now, null, limit, Ct);
    }

    [Fact]
    public async Task Pages_of_owners_whose_rows_are_due_go_on_where_the_one_before_ended()
    {
        static DateTimeOffset At(int second) => DateTimeOffset.UnixEpoch.AddSeconds(second);
        // Ties of all kinds, names that are sorted by bytes, a time before all others, and an owner that is due again later.
        DueOwner[] expected =
        [
            new(new("note", "b"), At(-7)), new(new("a", "z"), At(10)), new(new("note", "A"), At(10)), new(new("note", "a"), At(10)),
            new(new("note", "\ue000"), At(10)), new(new("note", "\U0001f600"), At(10)), new(new("z", ""), At(10)), new(new("a", "a"), At(11)),
        ];
        foreach (var (owner, dueAt) in expected.Reverse())
            await Test.CommitAsync(owner, null, "", new GrainRow("outbox", "a", "1", dueAt), new("outbox", "b", "1", At(11)), new("outbox", "c", "1", At(50)));

        for (var size = 1; size <= expected.Length + 1; size++)
        {
            var found = new List<DueOwner>();
            IReadOnlyList<DueOwner> page;
            do found.AddRange(page = await Test.Rows.DueOwnersAsync(At(12), found.Count == 0 ? null : found[^1], size, Ct));
            while (page.Count > 0);
            Assert.Equal(expected, found);
        }
    }

    [Fact]
    public async Task The_oldest_and_the_newest_come_in_the_order_in_which_they_are_due_and_those_that_never_are_come_last()
    {
        static DateTimeOffset At(int second) => DateTimeOffset.UnixEpoch.AddSeconds(second);
        await Test.CommitAsync(
            Owner, null, "one", new("key", "a", "1"), new("key", "b", "2", At(30)), new("key", "c", "3", At(10)), new("key", "d", "4", At(10)), new("other", "e", "5", At(1)));

        var rows = await Test.Rows.ReadOldestAsync(Owner, "key", 4, Ct);

        Assert.Equal(
            [new("key", "c", "3", At(10)), new("key", "d", "4", At(10)), new("key", "b", "2", At(30)), new GrainRow("key", "a", "1")], rows);
        Assert.Equal(["c"], (await Test.Rows.ReadOldestAsync(Owner, "key", 1, Ct)).Select(row => row.Id));
        Assert.Equal(["b", "c", "d", "a"], (await Test.Rows.ReadNewestAsync(Owner, "key", 4, Ct)).Select(row => row.Id));
        Assert.Equal(["b"], (await Test.Rows.ReadNewestAsync(Owner, "key", 1, Ct)).Select(row => row.Id));
        Assert.Empty(await Test.Rows.ReadOldestAsync(Owner, "keys", 1, Ct));
    }

    [Fact]
    public async Task A_page_ends_before_the_row_that_does_not_fit_and_a_row_that_fits_nowhere_is_a_page_by_itself()
    {
        // Of two bytes a letter, and the quotes.
        static GrainRow Sized(string id, int bytes) => new("key", id, $"\"{new string('é', (bytes - 2) / 2)}\"");
        await Test.CommitAsync(Owner, null, "one", Sized("a", 40), Sized("b", 40), Sized("c", 40), Sized("d", 200), Sized("e", 40));

        var up = await PagesAsync(after => Test.Rows.ReadPageAsync(Owner, "key", new(After: after), 100, Ct));
        var down = await PagesAsync(before => Test.Rows.ReadPageAsync(Owner, "key", new(Before: before, Descending: true), 100, Ct));
        var atMostOne = await Test.Rows.ReadPageAsync(Owner, "key", new(Limit: 1), 100, Ct);

        Assert.Equal(["a,b", "c", "d", "e"], up);
        Assert.Equal(["e", "d", "c,b", "a"], down);
        Assert.Equal((1, false), (atMostOne.Rows.Count, atMostOne.IsCut));
    }

    [Fact]
    public async Task Several_that_are_found_are_bounded_in_the_same_way_from_either_end()
    {
        await Test.CommitAsync(Owner, null, "one", [.. "abcd".Select(id => new GrainRow("key", $"{id}", $"\"{new string(id, 38)}\""))]);
        string[] ids = ["d", "a", "c", "not there"];

        var up = await Test.Rows.FindPageAsync(Owner, "key", ids, descending: false, 100, Ct);
        var down = await Test.Rows.FindPageAsync(Owner, "key", ids, descending: true, 100, Ct);
        var whole = await Test.Rows.FindPageAsync(Owner, "key", ids, descending: true, 120, Ct);
        var least = await Test.Rows.FindPageAsync(Owner, "key", ids, descending: true, 1, Ct);

        Assert.Equal(("a,c", true), Brief(up));
        Assert.Equal(("d,c", true), Brief(down));
        Assert.Equal(("d,c,a", false), Brief(whole));
        Assert.Equal(("d", true), Brief(least));
        Assert.Equal(("", false), Brief(await Test.Rows.FindPageAsync(Owner, "key", [], descending: true, 1, Ct)));
    }

    [Fact]
    public async Task Nobody_reads_for_who_has_gone()
    {
        await Test.CommitAsync(Owner, null, "one", new GrainRow("key", "a", "1"));
        var gone = new CancellationToken(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Test.Rows.ReadPageAsync(Owner, "key", new(), 100, gone));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Test.Rows.FindPageAsync(Owner, "key", ["a"], false, 100, gone));
    }

    [Fact]
    public async Task A_limit_below_one_is_refused()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await Test.Rows.ReadAsync(Owner, "key", new GrainRowRange(Limit: 0), Ct));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Test.Rows.ReadOldestAsync(Owner, "key", 0, Ct));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Test.Rows.ReadNewestAsync(Owner, "key", 0, Ct));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await Test.Rows.DueOwnersAsync(DateTimeOffset.UnixEpoch, null, 0, Ct));
    }

    [Fact]
    public void A_range_gives_what_a_list_sorted_by_bytes_gives()
    {
        // Letters on both sides of where UTF-16 and UTF-8 order differently.
        var letter = Gen.Elements("a", "b", "B", "0", "-", "é", "語", "\uffee", "🙂");
        var id = Gen.Choose(1, 3).SelectMany(length => letter.ListOf(length)).Select(string.Concat);
        var bound = Gen.Frequency((1, Gen.Constant<string?>(null)), (3, id.Select(text => (string?)text)));
        var cases =
            from ids in id.ListOf()
            from after in bound
            from before in bound
            from limit in Gen.Choose(1, 8)
            from down in Gen.Elements(true, false)
            select (Ids: ids.Distinct().ToList(), Range: new GrainRowRange(after, before, limit, down));
        var owners = 0;

        Prop.ForAll(cases.ToArbitrary(), test =>
        {
            var owner = new GrainRowOwner("range", $"demo/range/{owners++}");
            return ReadsLikeAListAsync(owner, test.Ids, test.Range).GetAwaiter().GetResult();
        }).QuickCheckThrowOnFailure();
    }

    private static (string Ids, bool IsCut) Brief(GrainRowPage page) => (string.Join(',', page.Rows.Select(row => row.Id)), page.IsCut);

    /// <summary>The ids of each page, from one to the next until none is cut.</summary>
    private static async Task<List<string>> PagesAsync(Func<string?, ValueTask<GrainRowPage>> read)
    {
        var pages = new List<string>();
        for (string? last = null; ;)
        {
            var page = await read(last);
            pages.Add(Brief(page).Ids);
            if (!page.IsCut) return pages;
            last = page.Rows[^1].Id;
        }
    }

    private async Task<bool> ReadsLikeAListAsync(GrainRowOwner owner, List<string> ids, GrainRowRange range)
    {
        await Test.CommitAsync(owner, null, "", [.. ids.Select(id => new GrainRow("item", id, "1"))]);
        var order = Comparer<string>.Create((a, b) => Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(b)));
        var expected = ids
            .Where(id => range.After is null || order.Compare(id, range.After) > 0)
            .Where(id => range.Before is null || order.Compare(id, range.Before) < 0)
            .Order(range.Descending ? Comparer<string>.Create((a, b) => order.Compare(b, a)) : order)
            .Take(range.Limit);

        var read = await Test.Rows.ReadAsync(owner, "item", range, Ct);

        return expected.SequenceEqual(read.Select(row => row.Id));
    }
}
