using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>The items of an inbox: a row each, which is written once and never changes. How items are marked is in the record.</summary>
internal sealed class InboxItems(GrainRowOwner owner, IGrainRows rows)
{
    /// <summary>Has an item committed, and told to the user's tabs.</summary>
    public static void Add(ICommitRows batch, InboxItem item)
    {
        batch.Add(new(InboxRows.Items, RowJson.Number(item.Seq), RowJson.Write(item)));
        var effects = batch.Effects<InboxEffects>();
        batch.SetEffects(effects with { Items = effects.Items.Add(item) });
    }

    /// <summary>Has an item go, and its snooze with it.</summary>
    public static void Remove(ICommitRows batch, long seq)
    {
        batch.Add(new(InboxRows.Items, RowJson.Number(seq), null));
        batch.Add(new(InboxRows.Snoozes, RowJson.Number(seq), null));
    }

    public async Task<InboxItem?> FindAsync(long seq) =>
        await rows.FindAsync(owner, InboxRows.Items, RowJson.Number(seq)) is { } row ? RowJson.Read<InboxItem>(row) : null;

    /// <summary>The items of these numbers that are still there, in the order of the numbers.</summary>
    /// <param name="seqs">Ascending or descending.</param>
    public async Task<IEnumerable<InboxItem>> FindAllAsync(long[] seqs)
    {
        var found = await rows.FindAllAsync(owner, InboxRows.Items, [.. seqs.Select(RowJson.Number)]);
        var items = found.Select(RowJson.Read<InboxItem>);
        return seqs.Length > 1 && seqs[0] > seqs[^1] ? items.Reverse() : items;
    }

    /// <summary>The newest items, the oldest of them first.</summary>
    public async Task<IEnumerable<InboxItem>> NewestAsync(int limit)
    {
        var newest = await rows.ReadAsync(owner, InboxRows.Items, new(Limit: limit, Descending: true));
        return newest.Select(RowJson.Read<InboxItem>).Reverse();
    }

    /// <summary>Every item, the oldest first.</summary>
    public IAsyncEnumerable<InboxItem> AllAsync() => rows.AllAsync(owner, InboxRows.Items).Select(RowJson.Read<InboxItem>);
}
