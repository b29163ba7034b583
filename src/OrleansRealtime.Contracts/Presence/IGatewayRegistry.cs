namespace OrleansRealtime.Contracts.Presence;

/// <summary>Which gateway processes live. Where processes share a database it keeps their beats, because a grain would be gone for seconds with its
/// silo; otherwise <see cref="IGatewayRegistryGrain"/> does.</summary>
public interface IGatewayRegistry
{
    /// <inheritdoc cref="IGatewayRegistryGrain.Beat"/>
    Task BeatAsync(string gateway);

    /// <inheritdoc cref="IGatewayRegistryGrain.Leave"/>
    Task LeaveAsync(string gateway);

    Task<GatewayRoll> RollAsync();
}

public sealed class GatewayRegistry(IGrainFactory grains) : IGatewayRegistry
{
    private IGatewayRegistryGrain Grain => grains.GetGrain<IGatewayRegistryGrain>(IGatewayRegistryGrain.Key);

    public Task BeatAsync(string gateway) => Grain.Beat(gateway);

    public Task LeaveAsync(string gateway) => Grain.Leave(gateway);

    public Task<GatewayRoll> RollAsync() => Grain.Roll();
}
