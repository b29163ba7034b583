using System.Collections.Immutable;
using OrleansRealtime.Contracts.Inbox;

namespace OrleansRealtime.Contracts.Notifications;

/// <summary>One notification on its way to one user.</summary>
/// <param name="Source">Who numbers it: an entity's life, or a caller's key. At most 300 characters.</param>
/// <param name="Number">Counts up per source; a user takes each number once and forgets a source after 30 days.</param>
/// <param name="Withheld">Why the user is not to have it, whatever the preferences say: a word of <c>DecisionRules</c>;
/// <c>null</c> = nothing is against it.</param>
/// <param name="Count">How many changes it stands for; 1 or more.</param>
/// <param name="Changes">These changes, the latest first, at most 20; <c>null</c> when it is one.</param>
/// <param name="Life">Which life of the entity it is about; <c>null</c> when a server sent it.</param>
/// <param name="EndsLife">It tells that this life is over.</param>
[GenerateSerializer, Immutable, Alias("notification")]
public sealed record Notification(
    string Source,
    long Number,
    string Id,
    string Kind,
    string Reason,
    string Title,
    string? Body,
    string? Link,
    string? Data,
    EntityRef? Entity,
    ImmutableArray<string> Authors,
    DateTimeOffset CreatedAt,
    string? Withheld = null,
    int Count = 1,
    ImmutableArray<InboxChange>? Changes = null,
    string? Life = null,
    bool EndsLife = false);
