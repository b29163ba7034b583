using System.Collections.Immutable;

namespace OrleansRealtime.Contracts.Presence;

/// <summary>One open hub connection of a user, as the process that has it tells those who support users.</summary>
/// <param name="Since">When it was opened.</param>
/// <param name="Transport">As SignalR calls it: <c>webSockets</c>, <c>serverSentEvents</c> or <c>longPolling</c>; empty where nobody said.</param>
/// <param name="TokenExpiresAt">When the connection ends, unless a newer token is shown.</param>
/// <param name="WatchCount">How many entities it watches.</param>
/// <param name="Watches">The first of them in the order of their names, at most <see cref="MaxWatches"/>.</param>
/// <param name="Pending">How many frames wait to be written to it.</param>
[GenerateSerializer, Immutable, Alias("connection-report")]
public sealed record ConnectionReport(
    DateTimeOffset Since, string Transport, DateTimeOffset TokenExpiresAt, int WatchCount, ImmutableArray<EntityRef> Watches, int Pending)
{
    public const int MaxWatches = 100;
}

/// <summary>The connections of one user to one process.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Connections">Those that were opened first, at most <see cref="MaxConnections"/>.</param>
[GenerateSerializer, Immutable, Alias("user-connections")]
public sealed record UserConnections(int Count, ImmutableArray<ConnectionReport> Connections)
{
    /// <summary>As many as one user may usually have at one process.</summary>
    public const int MaxConnections = 100;
}

/// <summary>What one process was asked about a user, and answered.</summary>
/// <param name="Process">The name of the process, which is no address.</param>
/// <param name="Answer"><c>null</c>: it did not answer in time.</param>
[GenerateSerializer, Immutable, Alias("process-connections")]
public sealed record ProcessConnections(string Process, UserConnections? Answer);

/// <summary>How much one process has, as it last said.</summary>
/// <param name="Connections">Open hub connections of all users.</param>
/// <param name="Watches">What they watch, counted per connection.</param>
[GenerateSerializer, Immutable, Alias("process-load")]
public sealed record ProcessLoad(string Process, int Connections, long Watches);
