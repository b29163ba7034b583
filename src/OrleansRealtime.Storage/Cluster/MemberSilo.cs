namespace OrleansRealtime.Storage.Cluster;

/// <summary>A silo that is not known to be dead.</summary>
/// <param name="Address">Address, port and generation, as Orleans writes a silo's address.</param>
/// <param name="Status">Of Orleans: <c>Active</c> and what comes before and after it.</param>
public sealed record MemberSilo(SiloAddress Address, string Name, SiloStatus Status);
