namespace OrleansRealtime.LiveStreams;

/// <summary>
/// For whoever learns that a silo is gone, as by the cluster's membership, or was not heard for a while: this process renews what it subscribes to there,
/// and subscribes anew where it has to, within a second instead of at its next renewal. A keyed service, by the provider's name.
/// </summary>
public interface ILostSilos
{
    /// <summary>Returns at once. A silo that publishes nothing here is nothing.</summary>
    void SiloLost(SiloAddress silo);
}
