using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Grains.Ownership;

namespace OrleansRealtime.Grains.Presence;

/// <summary>Kept alive: a registry that was put away would begin anew, and know of no ghosts for a while.</summary>
[Reentrant, KeepAlive]
internal sealed class GatewayRegistryGrain(IOptions<PresenceOptions> options, TimeProvider time) : Grain, IGatewayRegistryGrain, IOwnedGrain
{
    private readonly GatewayLeases _leases = new(options.Value.GoneAfter);
    private readonly long _began = time.GetTimestamp();

    private TimeSpan Age => time.GetElapsedTime(_began);

    public Task Beat(string gateway)
    {
        _leases.Beat(gateway, Age);
        return Task.CompletedTask;
    }

    public Task Leave(string gateway)
    {
        _leases.Leave(gateway, Age, options.Value.Grace);
        return Task.CompletedTask;
    }

    public Task<GatewayRoll> Roll() => Task.FromResult(new GatewayRoll(Age >= options.Value.GoneAfter, [.. _leases.Living(Age)]));
}
