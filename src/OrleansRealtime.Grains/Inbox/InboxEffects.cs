using System.Collections.Immutable;
using OrleansRealtime.Contracts.Inbox;

namespace OrleansRealtime.Grains.Inbox;

/// <summary>What a commit of a user has the user's tabs told, and the grain remember.</summary>
internal sealed record InboxEffects
{
    /// <summary>The items that came, in order.</summary>
    public ImmutableList<InboxItem> Items { get; init; } = [];

    public ImmutableList<InboxMark> Marks { get; init; } = [];

    public bool TokensRefused { get; init; }

    /// <summary>The items that may take in another notification, after this commit; <c>null</c> when it has changed nothing of them.</summary>
    public OpenGroups? Groups { get; init; }
}
