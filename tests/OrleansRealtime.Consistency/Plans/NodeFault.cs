using System.Globalization;

namespace OrleansRealtime.Consistency.Plans;

/// <summary>What can happen to a cluster.</summary>
internal enum NodeFaultKind
{
    /// <summary>A node is killed with kill -9, and another starts in its place.</summary>
    Kill,

    /// <summary>A node does nothing for a while, and then goes on as if nothing had been.</summary>
    Freeze,

    /// <summary>A node is asked to end, and another starts in its place.</summary>
    Stop,

    /// <summary>All nodes, one after the other, each once the one before serves again.</summary>
    Roll,

    /// <summary>The database server crashes, and starts again on what it has.</summary>
    DatabaseCrash,

    /// <summary>Strangers take all connections that the database server has, and those of the nodes are cut.</summary>
    ConnectionsFull,

    /// <summary>A silo is killed while a commit of its own waits for a row in the database: it may be carried out long after.</summary>
    LateCommit,

    /// <summary>Two nodes do not hear each other any more, and everybody else hears both.</summary>
    Cut,

    /// <summary>A node does not reach the database any more, and everybody else reaches both.</summary>
    CutFromDatabase,

    /// <summary>A node reaches neither another nor the database; its callers reach it.</summary>
    CutOff,

    /// <summary>A node's wall clock is set forward or back, and right again after a while.</summary>
    Clock,
}

/// <param name="At">From the beginning; at once where the one before is not over yet.</param>
/// <param name="Node">Which one it strikes, where it strikes one.</param>
/// <param name="Other">The other one, where it strikes two.</param>
/// <param name="Length">How long it lasts, in milliseconds: what is killed stays away, what is frozen stays frozen.</param>
/// <param name="Ahead">Of a clock: by how many seconds it goes ahead; negative: behind.</param>
internal sealed record NodeFault(int At, NodeFaultKind Kind, string Node, int Length, string? Other = null, int Ahead = 0) : Disaster(At)
{
    /// <summary>Whether it strikes one node and nothing else.</summary>
    public bool StrikesOneNode => this is { Other: null, Node: not ("all" or "database" or "silo") };

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Kind} {Node}{(Other is null ? "" : $" and {Other}")}{(Ahead == 0 ? "" : $" {Ahead:+0;-0} s")} for {Length / 1000.0:0.0} s");
}
