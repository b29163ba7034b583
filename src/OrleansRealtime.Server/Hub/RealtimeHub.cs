using System.Text.Json;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Connections;
using OrleansRealtime.Server.Auth;

namespace OrleansRealtime.Server.Hub;

/// <summary>What a client calls. What it is told comes as frames through its connection's writer; PROTOCOL.md has both.</summary>
internal sealed class RealtimeHub(TokenReader tokens, TokenRefusals refusals, TimeProvider time) : Microsoft.AspNetCore.SignalR.Hub
{
    private GatewayConnection Connection => RealtimeHubLifetime.ConnectionOf(Context.Items);

    public Task<WatchResult[]> Watch(JsonElement items) => Connection.WatchAsync(WatchItem.ReadAll(items, Connection.MaxItems));

    public Task Unwatch(JsonElement items) => Connection.UnwatchAsync(WatchItem.ReadAll(items, Connection.MaxItems));

    /// <summary>Says whether the user is there, and what the user looks at.</summary>
    public Task SetPresence(JsonElement presence) => Connection.SetPresenceAsync(PresenceRequest.Read(presence));

    /// <summary>Goes on under a newer token of the same user.</summary>
    public async Task<RefreshedToken> RefreshToken(string token)
    {
        var reading = await tokens.ReadAsync(token ?? "");
        if (reading.Caller is not { User: { } user } caller) throw new CallRefusedException(reading.Error!, reading.Sentence);
        var key = Connection.Key;
        if (user != key.User || !caller.Workspaces.Contains(key.Workspace)) throw new CallRefusedException(ProblemCodes.IdentityMismatch);
        if (await refusals.IsRefusedAsync(key.Workspace, user, caller.IssuedAt!.Value)) throw new CallRefusedException(ProblemCodes.Unauthenticated);
        Connection.Refresh(RealtimeHubLifetime.UserOf(caller.In(key.Workspace)));
        var end = caller.ExpiresAt!.Value;
        return new(end, (long)(end - time.GetUtcNow()).TotalMilliseconds);
    }
}

/// <summary>The answer to RefreshToken.</summary>
/// <param name="ExpiresInMs">Milliseconds from now, for clients whose clock is another.</param>
internal sealed record RefreshedToken(DateTimeOffset ExpiresAt, long ExpiresInMs);
