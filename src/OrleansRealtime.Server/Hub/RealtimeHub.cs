using System.Text.Json;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Connections;
using OrleansRealtime.Server.Auth;

namespace OrleansRealtime.Server.Hub;

/// <summary>What a client calls. What it is told comes as frames through its connection's writer; PROTOCOL.md has both.</summary>
internal sealed class RealtimeHub(TokenReader tokens, TokenRefusals refusals, TimeProvider time) : Microsoft.AspNetCore.SignalR.Hub
{
    private GatewayConnection Connection => RealtimeHubLifetime.ConnectionOf(Context.Items);

    public async Task<WatchResult[]> Watch(JsonElement items)
    {
        var read = WatchItem.ReadAll(items, Connection.MaxItems);
        if (await MayReadAsync()) return await Connection.WatchAsync(read);
        // Whoever is told so asks again, as for something that it does not watch.
        await Connection.UnwatchAsync(read);
        return [.. read.Select(item => WatchResult.Refused(item, ProblemCodes.Unavailable))];
    }

    public Task Unwatch(JsonElement items) => Connection.UnwatchAsync(WatchItem.ReadAll(items, Connection.MaxItems));

    /// <summary>Says whether the user is there, and what the user looks at.</summary>
    public async Task SetPresence(JsonElement presence)
    {
        var request = PresenceRequest.Read(presence);
        if (!await MayReadAsync()) throw new CallRefusedException(ProblemCodes.Unavailable);
        await Connection.SetPresenceAsync(request);
    }

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

    /// <summary>Asks whether the connection's token was refused, until the connection would hear of it by itself.</summary>
    /// <returns>False when nobody can tell.</returns>
    /// <exception cref="CallRefusedException">It was.</exception>
    private async ValueTask<bool> MayReadAsync()
    {
        if (Connection.HearsOfRefusal) return true;
        bool isRefused;
        try
        {
            isRefused = await refusals.IsRefusedAsync(Connection.Key.Workspace, Connection.Key.User, Connection.TokenIssuedAt);
        }
        catch (Exception)
        {
            return false;
        }

        return isRefused ? throw new CallRefusedException(ProblemCodes.Unauthenticated) : true;
    }
}

/// <summary>The answer to RefreshToken.</summary>
/// <param name="ExpiresInMs">Milliseconds from now, for clients whose clock is another.</param>
internal sealed record RefreshedToken(DateTimeOffset ExpiresAt, long ExpiresInMs);
