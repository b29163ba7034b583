using System.Collections.Concurrent;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Hub;

/// <summary>Whose each open connection is, by the token in its URL. SignalR asks whoever sends a request for a good token, and not whether it is of the user
/// who opened the connection: with any, one could read, call and end what is another's.</summary>
internal sealed class ConnectionOwners
{
    private readonly ConcurrentDictionary<string, UserKey> _owners = new(StringComparer.Ordinal);

    /// <summary>Notes whose a connection is until the answer is disposed of.</summary>
    /// <param name="http">The request that opened it; without a token, a WebSocket of its own, nobody else can reach it.</param>
    public IDisposable? Note(HttpContext? http, UserKey owner)
    {
        if (HubAddress.ConnectionOf(http) is not { } token) return null;
        _owners[token] = owner;
        return new Ownership(_owners, token);
    }

    /// <summary>Refuses requests about another user's connection.</summary>
    public RequestDelegate Guard(RequestDelegate next) => http =>
    {
        if (HubAddress.ConnectionOf(http) is not { } token || !_owners.TryGetValue(token, out var owner) || IsOf(http, owner)) return next(http);
        return Problem.Of(ProblemCodes.IdentityMismatch).ExecuteAsync(http);
    };

    private static bool IsOf(HttpContext http, UserKey owner)
    {
        var caller = Caller.Of(http.User);
        return caller.User == owner.User && caller.Workspaces.Contains(owner.Workspace);
    }

    private sealed class Ownership(ConcurrentDictionary<string, UserKey> owners, string token) : IDisposable
    {
        public void Dispose() => owners.TryRemove(token, out _);
    }
}
