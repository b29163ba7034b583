using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>The open groups of an inbox as last committed, and as the commit in the making leaves them.</summary>
internal sealed class Grouping(InboxItems items)
{
    // What an earlier activation left open: the newest items, as far back as any of them may still take something in.
    private readonly LoadedOnce<OpenGroups> _committed = new(async () =>
        (await items.NewestAsync(OpenGroups.Max)).Aggregate(OpenGroups.Empty, (groups, item) => groups.Put(item)));

    public Task LoadAsync() => _committed.LoadAsync();

    /// <summary>The groups as the operations of this commit so far leave them; <c>null</c> when nothing has needed them yet.</summary>
    public OpenGroups? In(ICommitRows batch) => batch.Effects<InboxEffects>().Groups ?? _committed.Value;

    /// <summary>Has an item be the open one of its kind and entity.</summary>
    public void Put(ICommitRows batch, InboxItem item) =>
        batch.SetEffects(batch.Effects<InboxEffects>() with { Groups = In(batch)?.Put(item) });

    /// <summary>Has no item take in anything.</summary>
    public static void Clear(ICommitRows batch) => batch.SetEffects(batch.Effects<InboxEffects>() with { Groups = OpenGroups.Empty });

    /// <summary>Keeps in mind what was committed.</summary>
    public void Committed(ICommitRows batch)
    {
        if (batch.Effects<InboxEffects>().Groups is { } groups) _committed.Value = groups;
    }
}
