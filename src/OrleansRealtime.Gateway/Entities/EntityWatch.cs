using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Gateway.Sending;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>One connection's view of one entity: how far it was told, and nothing of what it is still to be told. In the writer it is a mark;
/// its feed fills it when the socket has room. Its state belongs to the feed and is guarded by the feed's gate.</summary>
internal sealed class EntityWatch(EntityFeed feed, IWatchOwner owner) : PendingFrame
{
    public EntityFeed Feed { get; } = feed;

    public IWatchOwner Owner { get; } = owner;

    /// <summary>Where the feed keeps it; −1 = it does not.</summary>
    public int Index { get; set; } = -1;

    /// <summary>Whether its feed has it: it has begun, and has not ended.</summary>
    public bool IsKept => Index >= 0;

    /// <summary>What the connection has once everything that was handed to it is written; <c>null</c> = nothing.</summary>
    public Position? Sent { get; set; }

    /// <summary>The connection was told that the entity is gone, or was never there.</summary>
    public bool IsGone { get; set; }

    /// <summary>The client asked to start over, or has a position that leads nowhere.</summary>
    public bool StartsOver { get; set; }

    /// <summary>What the client missed before it came back and the feed does not hold: leads on from <see cref="Sent"/>.</summary>
    public Backlog? Backlog { get; set; }

    /// <summary>Why the connection may no longer see it, until it was told.</summary>
    public ProblemCode? Denial { get; set; }

    /// <summary>What its connection is told of the entity's viewers; made when there are any.</summary>
    public PresenceMark? Viewers { get; set; }

    /// <summary>Whether the user still may. Of the connection, guarded by its gate.</summary>
    public AccessRecheck Recheck { get; } = new();

    public override Frame? Next() => Feed.Next(this);

    /// <summary>What was missed, which from now on the watch does not keep.</summary>
    public Backlog? TakeBacklog()
    {
        if (Backlog is not { } backlog) return null;
        Backlog = null;
        Owner.Writer.Return(backlog.Bytes);
        return backlog;
    }
}

/// <summary>The connection behind a watch.</summary>
internal interface IWatchOwner
{
    string User { get; }

    ConnectionWriter Writer { get; }

    /// <summary>What was known of the user's access to the watched entity no longer holds. Returns at once.</summary>
    void AccessForgotten(EntityWatch watch);

    /// <summary>As <see cref="AccessForgotten"/>, but nobody said that access was taken away: one question without an answer ends nothing.</summary>
    void AccessDoubted(EntityWatch watch);
}

/// <summary>Missed changes, as one.</summary>
internal sealed record Backlog(EntityChange Change, long Bytes);
