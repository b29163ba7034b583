using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Gateway;

namespace OrleansRealtime.Server.Hubs;

/// <summary>What a client calls. What it is told comes as frames through its connection's outbox; PROTOCOL.md has both.</summary>
internal sealed class RealtimeHub(UserTokens tokens, TokenRefusals refusals) : Hub
{
    private GatewayConnection Connection => RealtimeHubLifetime.ConnectionOf(Context.Items);

    public Task<WatchResult[]> Watch(JsonElement items) => Connection.WatchAsync(WatchItem.ReadAll(items));

    public Task Unwatch(JsonElement items) => Connection.UnwatchAsync(WatchItem.ReadAll(items));

    /// <summary>Says whether the user is there, and what the user looks at.</summary>
    public Task SetPresence(JsonElement presence) => Connection.SetPresenceAsync(PresenceRequest.Read(presence));

    /// <summary>Goes on under a newer token of the same user.</summary>
    public async Task<RefreshedToken> RefreshToken(string token)
    {
        var caller = tokens.Read(token ?? "", out var isExpired);
        if (caller?.User is not { } user) throw new HubProblem(isExpired ? ErrorCodes.TokenExpired : ErrorCodes.Unauthenticated);
        var key = Connection.Key;
        if (user != key.User || !caller.Workspaces.Contains(key.Workspace)) throw new HubProblem(ErrorCodes.IdentityMismatch);
        if (await refusals.IsRefusedAsync(key.Workspace, user, caller.IssuedAt!.Value)) throw new HubProblem(ErrorCodes.Unauthenticated);
        Connection.Refresh(caller);
        return new(caller.ExpiresAt!.Value);
    }
}

/// <summary>The answer to RefreshToken.</summary>
internal sealed record RefreshedToken(DateTimeOffset ExpiresAt);
