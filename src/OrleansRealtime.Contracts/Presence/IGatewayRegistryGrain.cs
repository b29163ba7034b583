using System.Collections.Immutable;

namespace OrleansRealtime.Contracts.Presence;

/// <summary>Which gateway processes live: each beats, and one that stopped beating is gone, with everybody that it reported. There is one
/// registry, under <see cref="Key"/>; nothing is stored.</summary>
[Alias("gateway-registry-grain")]
public interface IGatewayRegistryGrain : IGrainWithStringKey
{
    const string Key = "presence/gateways";

    /// <summary>The gateway lives.</summary>
    [Alias("beat")]
    Task Beat(string gateway);

    /// <summary>The gateway is going, and what it reported goes after the grace in which users come back through another.</summary>
    [Alias("leave")]
    Task Leave(string gateway);

    [Alias("roll")]
    Task<GatewayRoll> Roll();
}

/// <param name="IsComplete">False while the registry is younger than the time within which every living gateway beats: who is missing then
/// may live.</param>
[GenerateSerializer, Immutable, Alias("gateway-roll")]
public sealed record GatewayRoll(bool IsComplete, ImmutableArray<string> Living);
