using OrleansRealtime.Consistency.Plans;

namespace OrleansRealtime.Consistency.Stages;

/// <summary>A stage of several nodes, each of which can be struck alone.</summary>
internal interface ICluster : IStage
{
    IReadOnlyList<ClusterNode> Nodes { get; }

    /// <summary>Has a fault strike, and ends when all nodes serve again and came to rest.</summary>
    Task StrikeAsync(NodeFault fault);
}
