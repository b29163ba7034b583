using OrleansRealtime.Consistency.Plans;

namespace OrleansRealtime.Consistency.Histories;

/// <summary>Whether a node of a cluster can answer.</summary>
internal enum NodeState
{
    Up,

    /// <summary>It was asked to end: what is under way there ends well, and nobody new goes there.</summary>
    Leaving,

    /// <summary>Its process is there and does nothing: connections to it stay open.</summary>
    Frozen,

    /// <summary>It goes on, and whoever knows of the cluster does not ask it before it is known to stay.</summary>
    Thawed,
    Down,
}

internal sealed record NodeChanged(string Node, NodeState State) : Event;

/// <param name="Owners">The silo of each register, as far as it is known.</param>
internal sealed record FaultBegan(NodeFault Fault, IReadOnlyDictionary<string, string>? Owners = null) : Event
{
    /// <summary>With the owners, which a record would not print.</summary>
    public override string ToString() =>
        $"{nameof(FaultBegan)} {{ Time = {Time}, Fault = {Fault}, Owners = {string.Join(' ', (Owners ?? new Dictionary<string, string>()).Select(owner => $"{owner.Key}:{owner.Value}"))} }}";
}

/// <summary>What the cluster cannot do without is there again: before, nobody could have answered.</summary>
internal sealed record FaultHealed(NodeFault Fault) : Event;

/// <summary>All nodes serve, and had a while to come to rest.</summary>
internal sealed record FaultOver(NodeFault Fault) : Event;

/// <summary>A node did not do what a node has to do after a fault.</summary>
internal sealed record NodeFailed(string Node, string What) : Event;
