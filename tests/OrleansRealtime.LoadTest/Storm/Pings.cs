using System.Net.WebSockets;

namespace OrleansRealtime.LoadTest.Storm;

/// <summary>Who says nothing for 30 seconds is sent away by the hub.</summary>
internal static class Pings
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private static readonly byte[] Ping = "{\"type\":6}\u001e"u8.ToArray();

    /// <summary>Reads, and says every 15 seconds that somebody does. Nothing else may be sent meanwhile.</summary>
    public static async Task WhileAsync(ClientWebSocket socket, Func<CancellationToken, Task> read, CancellationToken stop)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var pinging = PingAsync(socket, end.Token);
        try
        {
            await read(stop);
        }
        finally
        {
            await end.CancelAsync();
            await pinging.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task PingAsync(ClientWebSocket socket, CancellationToken stop)
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync(stop)) await socket.SendAsync(Ping, WebSocketMessageType.Text, endOfMessage: true, stop);
    }
}
