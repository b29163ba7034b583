using OrleansRealtime.Contracts.Presence;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>Where this process says that it can be asked about its connections.</summary>
internal interface IGatewayDirectory
{
    /// <param name="process">Held by the caller: what it stands for is only referred to weakly.</param>
    Task EnterAsync(string gateway, ProcessLoad load, IGatewayProcess process);

    Task LeaveAsync(string gateway);
}

/// <summary>The directory as Orleans has it, in a silo's process or in a client's.</summary>
internal sealed class OrleansGatewayDirectory(IClusterClient cluster) : IGatewayDirectory
{
    private IGatewayProcess? _reference;

    private IGatewayDirectoryGrain Grain => cluster.GetGrain<IGatewayDirectoryGrain>(IGatewayDirectoryGrain.Key);

    public Task EnterAsync(string gateway, ProcessLoad load, IGatewayProcess process) =>
        Grain.Enter(gateway, load, _reference ??= cluster.CreateObjectReference<IGatewayProcess>(process));

    public Task LeaveAsync(string gateway) => Grain.Leave(gateway);
}
