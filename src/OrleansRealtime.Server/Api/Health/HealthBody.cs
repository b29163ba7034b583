using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Server.Api.Health;

/// <param name="Role"><c>node</c>, as when there was one kind; see <paramref name="NodeRole"/>.</param>
/// <param name="Store"><c>sqlite</c> or <c>postgres</c>.</param>
/// <param name="NodeRole">What runs in this process: <c>all</c>, <c>silo</c> or <c>gateway</c>.</param>
/// <param name="Standing">Whether it may answer; false once the others may have taken its silo for dead.</param>
/// <param name="Cluster">Its id; <c>null</c> where one process is alone.</param>
/// <param name="Members">The silos as this process sees them, oldest first, without those that are dead.</param>
/// <param name="ClockDifferenceMs">This machine's clock minus the database's.</param>
/// <param name="Warnings">What works and should not stay as it is.</param>
internal sealed record HealthBody(
    string Status, string Engine, string Version, string Role, string Store, NodeRole NodeRole, bool Standing, string? Cluster,
    IReadOnlyList<MemberBody> Members, long ClockDifferenceMs, IReadOnlyList<ClusterWarning> Warnings);

/// <param name="Status"><c>active</c>, and before and after that <c>created</c>, <c>joining</c>, <c>shuttingDown</c>, <c>stopping</c>.</param>
internal sealed record MemberBody(string Name, SiloStatus Status);
