using System.Collections.Immutable;

namespace OrleansRealtime.Contracts.Presence;

/// <summary>
/// Where the gateway processes can be asked about their connections: each enters itself as often as it beats. There is one directory, under
/// <see cref="Key"/>; nothing is stored, and an activation that was lost is filled again within one beat.
/// </summary>
[Alias("gateway-directory-grain")]
public interface IGatewayDirectoryGrain : IGrainWithStringKey
{
    const string Key = "gateways/directory";

    /// <summary>The process can be asked, until it did not enter for as long as a gateway's beat counts.</summary>
    /// <param name="gateway">Names the process as <see cref="IGatewayRegistryGrain"/> does.</param>
    /// <param name="load">Its name for people, and how much it has.</param>
    [Alias("enter")]
    Task Enter(string gateway, ProcessLoad load, IGatewayProcess process);

    /// <summary>The process is going.</summary>
    [Alias("leave")]
    Task Leave(string gateway);

    /// <summary>Asks every process for a user's connections. A process that does not answer within 1.5 s, or lives and never entered, is in the
    /// answer without connections.</summary>
    [Alias("connections-of")]
    Task<ImmutableArray<ProcessConnections>> ConnectionsOf(UserKey user);

    /// <summary>Which processes entered, in the order of their names.</summary>
    [Alias("processes")]
    Task<ImmutableArray<ProcessLoad>> Processes();
}

/// <summary>A gateway process, for <see cref="IGatewayDirectoryGrain"/> to ask.</summary>
[Alias("gateway-process")]
public interface IGatewayProcess : IGrainObserver
{
    [Alias("connections-of")]
    Task<UserConnections> ConnectionsOf(UserKey user);
}
