using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>
/// Whether this silo may answer for its grains. One that the others take for dead may live on, frozen or cut off, with grains that another silo
/// has activated meanwhile: what it says is stale, and a mutation that changes nothing in its memory would be confirmed though it is lost.
/// </summary>
public interface IStanding
{
    /// <summary>Whether the silo was seen alive within <see cref="ClusterTimings.StandingLease"/>.</summary>
    bool Holds { get; }

    /// <summary>Waits for the first time that it holds, and no longer than the lease.</summary>
    /// <exception cref="NotStandingException">It does not hold.</exception>
    ValueTask RequireAsync();
}

/// <summary>Of a process that has no others beside it.</summary>
internal sealed class SoleStanding : IStanding
{
    public bool Holds => true;

    public ValueTask RequireAsync() => ValueTask.CompletedTask;
}
