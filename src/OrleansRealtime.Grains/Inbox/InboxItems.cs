using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>The items of an inbox: a row each, which is written once, and again only when one of a group is taken back. How items are marked is in
/// the record.</summary>
internal sealed class InboxItems(GrainRowOwner owner, IGrainRows rows)
{
    private const int ReadAtOnce = 100;

    /// <summary>Has an item committed, and told to the user's tabs.</summary>
    public static void Add(ICommitRows batch, InboxItem item)
    {
        batch.Add(new(InboxRows.Items, RowJson.Number(item.Seq), RowJson.Write(item)));
        var effects = batch.Effects<InboxEffects>();
        batch.SetEffects(effects with { Items = effects.Items.Add(item) });
    }

    /// <summary>Has another take the item's row, and tabs read it anew.</summary>
    public static void Replace(ICommitRows batch, InboxItem item)
    {
        batch.Add(new(InboxRows.Items, RowJson.Number(item.Seq), RowJson.Write(item)));
        TellReset(batch);
    }

    /// <summary>The item as an earlier operation of this commit left it; <c>null</c> when none wrote it.</summary>
    public static InboxItem? In(ICommitRows batch, long seq) =>
        batch.TryGetRow(InboxRows.Items, RowJson.Number(seq), out var row) && row.Value is not null ? RowJson.Read<InboxItem>(row) : null;

    /// <summary>Has an item go, and its snooze with it.</summary>
    public static void Remove(ICommitRows batch, long seq)
    {
        batch.Add(new(InboxRows.Items, RowJson.Number(seq), null));
        batch.Add(new(InboxRows.Snoozes, RowJson.Number(seq), null));
    }

    /// <summary>Has tabs take items out that are gone, and that no other takes the place of.</summary>
    public static void TellRemoved(ICommitRows batch, IEnumerable<long> seqs)
    {
        var effects = batch.Effects<InboxEffects>();
        batch.SetEffects(effects with { Removed = effects.Removed.AddRange(seqs) });
    }

    /// <summary>Has tabs read anew what they show.</summary>
    public static void TellReset(ICommitRows batch) => batch.SetEffects(batch.Effects<InboxEffects>() with { Reset = true });

    /// <summary>The numbers of all items about an entity, with the life that each is about.</summary>
    public async Task<IReadOnlyList<(long Seq, string? Life)>> AboutAsync(EntityRef entity) =>
        await AllAsync().Where(item => item.Entity == entity).Select(item => (item.Seq, item.Life)).ToListAsync();

    /// <summary>When access to what items are about is to be asked anew; <c>null</c> = nobody wants to know, and nothing is hidden.</summary>
    public async Task<DateTimeOffset?> FindAccessDueAsync() => (await rows.ReadOldestAsync(owner, InboxRows.Access, 1)) is [var first] ? first.DueAt : null;

    public async Task<InboxItem?> FindAsync(long seq) =>
        await rows.FindAsync(owner, InboxRows.Items, RowJson.Number(seq)) is { } row ? RowJson.Read<InboxItem>(row) : null;

    /// <summary>The items of these numbers that are still there, in the order of the numbers, with their size in bytes; read as they are taken.</summary>
    /// <param name="seqs">Ascending or descending.</param>
    public async IAsyncEnumerable<(InboxItem Item, int Bytes)> EachAsync(
        ReadOnlyMemory<long> seqs, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var descending = seqs.Length > 1 && seqs.Span[0] > seqs.Span[^1];
        while (!seqs.IsEmpty)
        {
            var some = seqs[..Math.Min(ReadAtOnce, seqs.Length)];
            var page = await rows.FindPageAsync(owner, InboxRows.Items, Ids(some.Span), descending, ct: cancellationToken);
            foreach (var row in page.Rows) yield return (RowJson.Read<InboxItem>(row), row.ValueBytes);
            seqs = seqs[(page.IsCut ? Ids(some.Span).IndexOf(page.Rows[^1].Id) + 1 : some.Length)..];
        }
    }

    private static ImmutableArray<string> Ids(ReadOnlySpan<long> seqs)
    {
        var ids = ImmutableArray.CreateBuilder<string>(seqs.Length);
        foreach (var seq in seqs) ids.Add(RowJson.Number(seq));
        return ids.MoveToImmutable();
    }

    /// <summary>The newest items, the oldest of them first.</summary>
    public async Task<IEnumerable<InboxItem>> NewestAsync(int limit)
    {
        var newest = await rows.ReadAsync(owner, InboxRows.Items, new(Limit: limit, Descending: true));
        return newest.Select(RowJson.Read<InboxItem>).Reverse();
    }

    /// <summary>A page of items without their marks, the oldest first.</summary>
    /// <param name="after">The next of the page before.</param>
    public async Task<(IEnumerable<InboxItem> Items, string? Next)> PageAsync(string? after, int limit, CancellationToken cancellationToken)
    {
        var page = await rows.ReadPageAsync(owner, InboxRows.Items, new(After: after, Limit: limit), ct: cancellationToken);
        return (page.Rows.Select(RowJson.Read<InboxItem>), page.IsCut || page.Rows.Count == limit ? page.Rows[^1].Id : null);
    }

    /// <summary>Every item, the oldest first.</summary>
    public IAsyncEnumerable<InboxItem> AllAsync() => rows.AllAsync(owner, InboxRows.Items).Select(RowJson.Read<InboxItem>);
}
