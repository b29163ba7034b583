using OrleansRealtime.Contracts;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>That a connection views an entity. Its feed is held, because on the entity's stream one hears that access was taken away.</summary>
internal sealed class ActiveView(EntityFeed feed, IActiveViewOwner owner)
{
    public EntityFeed Feed { get; } = feed;

    public EntityKey Key => Feed.Key;

    /// <summary>How often access was forgotten when the user's was asked for.</summary>
    public int Forgettings { get; } = feed.Forgettings;

    public IActiveViewOwner Owner { get; } = owner;

    /// <summary>Whether the user still may. Of the connection, guarded by its gate.</summary>
    public AccessRecheck Recheck { get; } = new();
}

/// <summary>The connection behind an active view.</summary>
internal interface IActiveViewOwner
{
    string User { get; }

    /// <summary>What was known of the user's access to the entity no longer holds. Returns at once.</summary>
    void AccessForgotten(ActiveView view);

    /// <summary>As <see cref="AccessForgotten"/>, but nobody said that access was taken away: one question without an answer ends nothing.</summary>
    void AccessDoubted(ActiveView view);
}
