using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Users;

namespace OrleansRealtime.Tests;

/// <summary>Pages for callers that wait until they have them, or until the test ends.</summary>
internal static class PageCalls
{
    public static Task<CommentPage> Comments(this IEntityGrain entity, long? after, long? before, int limit) =>
        entity.Comments(after, before, limit, TestContext.Current.CancellationToken);

    public static Task<InboxPage> Inbox(this IUserGrain user, InboxQuery query) => user.Inbox(query, TestContext.Current.CancellationToken);
}
