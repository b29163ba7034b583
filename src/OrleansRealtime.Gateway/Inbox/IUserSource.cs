using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway.Feeds;

namespace OrleansRealtime.Gateway.Inbox;

/// <summary>Where a feed gets its user from: the stream for events and the grain for the truth.</summary>
internal interface IUserSource
{
    Task<IAsyncDisposable> SubscribeAsync(UserKey key, IFeedListener<UserEvent> listener);

    /// <summary>What the user has, and what came after an item.</summary>
    /// <param name="afterSeq">The newest item that is known; <c>null</c> = only the badge is wanted.</param>
    Task<UserReading> ReadAsync(UserKey key, long? afterSeq);
}

/// <summary>What a user's grain answers.</summary>
/// <param name="Items">The items asked for, oldest first.</param>
/// <param name="IsWhole">False when there are more items than one answer holds.</param>
internal sealed record UserReading(Badge Badge, IReadOnlyList<InboxItem> Items, bool IsWhole, DateTimeOffset? TokensRefusedBefore);
