using OrleansRealtime.Contracts.Entities;
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

    /// <summary>When access to what items are about is to be asked anew; <c>null</c> = nothing is hidden.</summary>
    public async Task<DateTimeOffset?> FindAccessDueAsync() => (await rows.FindAsync(owner, InboxRows.Access, InboxRows.Access))?.DueAt;

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
