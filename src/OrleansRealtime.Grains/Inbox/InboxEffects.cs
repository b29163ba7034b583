using System.Collections.Immutable;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Users;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>What a commit of a user has the user's tabs told, and the grain remember.</summary>
internal sealed record InboxEffects
{
    /// <summary>How many items that went one event names; past that, reading anew says it in less.</summary>
    private const int MaxRemoved = 500;

    /// <summary>The items that came, in order.</summary>
    public ImmutableList<InboxItem> Items { get; init; } = [];

    public ImmutableList<InboxMark> Marks { get; init; } = [];

    /// <summary>The items that went, and that no other takes the place of.</summary>
    public ImmutableList<long> Removed { get; init; } = [];

    /// <summary>Whether what tabs show has to be read anew.</summary>
    public bool Reset { get; init; }

    public bool TokensRefused { get; init; }

    /// <summary>The items that may take in another notification, after this commit; <c>null</c> when it has changed nothing of them.</summary>
    public OpenGroups? Groups { get; init; }

    /// <summary>What the user's tabs are told of the commit. Items may have been marked in the very commit that brought them, or be gone.</summary>
    /// <param name="from">The version before.</param>
    /// <param name="inbox">After.</param>
    /// <param name="preferences">Whether it set preferences.</param>
    public UserEvent ToEvent(long from, InboxRecord inbox, bool preferences) => new(
        from,
        inbox.Badge(),
        [.. Items.Where(item => inbox.Items.Contains(item.Seq) && !inbox.Hidden.Contains(item.Seq)).Select(item => InboxRules.WithMarks(inbox, item))],
        [.. Marks],
        TokensRefused ? inbox.TokensRefusedBefore : null,
        preferences,
        Removed.IsEmpty || Removed.Count > MaxRemoved ? null : [.. Removed],
        Reset || Removed.Count > MaxRemoved);
}
