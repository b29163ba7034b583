using System.Collections.Immutable;
using OrleansRealtime.Contracts.Calls;
using OrleansRealtime.Contracts.Presence;

namespace OrleansRealtime.Contracts.Entities;

/// <summary>
/// One entity: its fields, its position, a bounded log of changes, its comments and followers, and the notifications it owes.
/// The key is an <see cref="EntityKey"/>. The grain is the one place that knows the truth:
/// <list type="bullet">
/// <item>Everything it answers, publishes or logs is committed. A mutation is answered after its commit, never before.</item>
/// <item>Mutations that arrive while a commit is under way wait for the next one and share it.</item>
/// <item>What it publishes on its stream (<see cref="LiveStreamNames.Entities"/>, its own key) only reports what is committed: whoever misses some asks
/// <see cref="CatchUp"/>.</item>
/// <item>A commit that failed, or whose answer was lost, ends in <c>outcome_unknown</c> for all who waited for it, and the grain starts
/// over from storage.</item>
/// </list>
/// Calls that cannot reach storage throw; nothing they asked for is half there.
/// </summary>
[Alias("entity-grain")]
public interface IEntityGrain : IPresenceRoom
{
    /// <summary>Applies a mutation.</summary>
    [Repeatable(ByKey = true)]
    [Alias("mutate")]
    Task<EntityOutcome> Mutate(EntityCommand command);

    /// <summary>The committed state.</summary>
    [Repeatable]
    [Alias("read")]
    Task<EntityReading> Read();

    /// <summary>What somebody at this position misses; <c>null</c> = has nothing yet.</summary>
    [Repeatable]
    [Alias("catch-up")]
    Task<EntityCatchUp> CatchUp(Position? since);

    /// <summary>A page of comments; at most one of the cursors is set. It has at most about 1 MiB, and may be shorter than asked for although more
    /// follow.</summary>
    /// <param name="limit">1 to 100.</param>
    /// <param name="cancellationToken">Nobody wants it any more.</param>
    [Alias("comments")]
    Task<CommentPage> Comments(long? after, long? before, int limit, CancellationToken cancellationToken);

    /// <summary>A page of followers after a user.</summary>
    /// <param name="limit">1 to 1,000.</param>
    [Alias("followers")]
    Task<FollowerPage> Followers(string? after, int limit);

    /// <summary>Why this user is told of changes: a word of <c>NotificationReasons</c>; <c>null</c> = for no reason.</summary>
    [Repeatable]
    [Alias("reason-for")]
    Task<string?> ReasonFor(string user);

    /// <summary>Tells viewers that what they know of this user's access no longer holds.</summary>
    [Alias("forget-access")]
    Task ForgetAccess(string user);

    /// <summary>Who views the entity, as its stream tells it.</summary>
    [Repeatable]
    [Alias("viewers")]
    Task<PresenceView> Viewers();

    /// <summary>The committed state, the last changes, and what is owed to users.</summary>
    [Alias("overview")]
    Task<EntityOverview> Overview();

    /// <summary>Takes a user out of those who follow the entity, and of those who were named; what the user wrote stays.</summary>
    /// <param name="epochs">The lives of the entity in which the user is.</param>
    [Alias("forget-user")]
    Task ForgetUser(string user, ImmutableArray<string> epochs);

    /// <summary>Does what is due: deliveries that a crash left behind, sweeping keys and tombstones.</summary>
    [Alias("wake")]
    Task Wake();
}
