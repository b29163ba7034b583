using System.Collections.Immutable;
using OrleansRealtime.Contracts.Calls;

namespace OrleansRealtime.Contracts.Notifications;

/// <summary>One notification that an API caller sends to many users.</summary>
/// <param name="To">Valid user ids, at most 1,000.</param>
/// <param name="Key">The same key notifies nobody twice in the workspace, for 30 days.</param>
[GenerateSerializer, Immutable, Alias("notice")]
public sealed record Broadcast(
    ImmutableArray<string> To,
    string Kind,
    string Title,
    string? Body,
    string? Link,
    string? Data,
    EntityRef? Entity,
    string? Key,
    string? Actor);

/// <summary>The answer to a broadcast: it is durable, and will be delivered.</summary>
/// <param name="Accepted">Of a repeat: whom the first one was for.</param>
[GenerateSerializer, Immutable, Alias("notice-outcome")]
public sealed record BroadcastOutcome(bool Replayed, string? Error = null, ImmutableArray<string>? Accepted = null) : IRefusable;

/// <summary>One broadcast of an API caller: durable first, then delivered to each user. The key is <c>workspace/notice/id</c>, the id
/// derived from the caller's Idempotency-Key where there is one, so that a repeat meets the first.</summary>
[Alias("notice-grain")]
public interface IBroadcastGrain : IGrainWithStringKey
{
    /// <summary>Takes the broadcast; a second one with another fingerprint is <c>idempotency_mismatch</c>.</summary>
    [Repeatable]
    [Alias("submit")]
    Task<BroadcastOutcome> Submit(Broadcast broadcast, string fingerprint);

    /// <summary>Delivers what is due; forgets itself when its time is over.</summary>
    [Alias("wake")]
    Task Wake();
}
