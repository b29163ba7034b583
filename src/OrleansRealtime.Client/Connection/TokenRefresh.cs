using Microsoft.AspNetCore.SignalR.Client;
using OrleansRealtime.Client.Credentials;

namespace OrleansRealtime.Client.Connection;

/// <summary>Puts a new token in place before the old one ends, so that its end never costs the connection.</summary>
internal sealed class TokenRefresh(HubConnection hub, TokenSource tokens, Backoff backoff, TimeProvider time)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    /// <summary>Late enough to be rare, early enough for a few failures.</summary>
    private const double Share = 0.8;

    public async Task RunAsync(CancellationToken over)
    {
        // Shown once more, the token that is there tells how long it really has.
        Func<Task<string>> obtain = () => tokens.GetAsync(over).AsTask();
        for (var failures = 0; ;)
        {
            try
            {
                var token = await obtain();
                var asked = time.GetTimestamp();
                tokens.LearnExpiry(token, await hub.InvokeAsync<TokenExpiry>("RefreshToken", token, over), asked);
                failures = 0;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Tried again while the old one holds; past that the server says goodbye, and the next connection brings a new token.
                await Task.Delay(backoff.Before(++failures), time, over);
                continue;
            }

            if (tokens.Remaining is not { } remaining) return;
            await Task.Delay(remaining * Share > ShortestPause ? remaining * Share : ShortestPause, time, over);
            obtain = () => tokens.RenewAsync(over);
        }
    }
}
