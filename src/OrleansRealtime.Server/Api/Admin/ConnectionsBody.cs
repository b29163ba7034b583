using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Presence;

namespace OrleansRealtime.Server.Api.Admin;

/// <summary>A user's open hub connections.</summary>
/// <param name="Total">How many there are in the processes that answered.</param>
/// <param name="Processes">Every process that was asked, in the order of their names.</param>
internal sealed record ConnectionsBody(string User, int Total, IReadOnlyList<ProcessConnectionsBody> Processes)
{
    public static ConnectionsBody Of(string user, IReadOnlyList<ProcessConnections> processes) => new(
        user, processes.Sum(process => process.Answer?.Count ?? 0), [.. processes.Select(ProcessConnectionsBody.Of)]);
}

/// <param name="Process">Its name, which is no address.</param>
/// <param name="Answered">False: it did not answer in time, and what the user has there is not known.</param>
/// <param name="Count">How many connections the user has there.</param>
/// <param name="Connections">Those that were opened first, at most 100.</param>
internal sealed record ProcessConnectionsBody(string Process, bool Answered, int Count, IReadOnlyList<ConnectionBody> Connections)
{
    public static ProcessConnectionsBody Of(ProcessConnections process) => process.Answer is not { } answer
        ? new(process.Process, false, 0, [])
        : new(process.Process, true, answer.Count, [.. answer.Connections.Select(ConnectionBody.Of)]);
}

/// <param name="TokenExpiresAt">When it ends, unless a newer token is shown.</param>
/// <param name="Watched">How many entities it watches.</param>
/// <param name="Watches">The first of them by name, at most 100.</param>
/// <param name="Pending">How many frames wait to be written to it.</param>
internal sealed record ConnectionBody(
    DateTimeOffset Since, string Transport, DateTimeOffset TokenExpiresAt, int Watched, IReadOnlyList<EntityRef> Watches, int Pending)
{
    public static ConnectionBody Of(ConnectionReport report) => new(
        report.Since, report.Transport, report.TokenExpiresAt, report.WatchCount, report.Watches, report.Pending);
}

/// <summary>The processes with a hub, in the order of their names.</summary>
internal sealed record ProcessesBody(IReadOnlyList<ProcessBody> Processes);

/// <param name="Connections">Open hub connections of all users.</param>
/// <param name="Watches">What they watch, counted per connection.</param>
internal sealed record ProcessBody(string Process, int Connections, long Watches);
