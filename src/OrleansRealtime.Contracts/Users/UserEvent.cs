using System.Collections.Immutable;
using OrleansRealtime.Contracts.Inbox;

namespace OrleansRealtime.Contracts.Users;

/// <summary>What travels on a user's stream: one commit of the inbox.</summary>
/// <param name="From">The badge version before.</param>
/// <param name="Badge">After.</param>
/// <param name="Items">The items that came, oldest first.</param>
/// <param name="Marks">What the user marked, in any of the tabs.</param>
/// <param name="TokensRefusedBefore">Tokens issued before this are no longer good.</param>
/// <param name="Preferences">Whether the user's preferences are others now.</param>
/// <param name="Removed">The items that are gone, and that no other took the place of; <c>null</c> = none.</param>
/// <param name="Reset">More happened than this says: what is shown has to be read anew.</param>
[GenerateSerializer, Immutable, Alias("user-news")]
public sealed record UserEvent(
    long From,
    Badge Badge,
    ImmutableArray<InboxItem> Items,
    ImmutableArray<InboxMark> Marks,
    DateTimeOffset? TokensRefusedBefore,
    bool Preferences = false,
    ImmutableArray<long>? Removed = null,
    bool Reset = false);
