using System.Net.WebSockets;
using System.Text;

namespace OrleansRealtime.TestKit.Hub;

/// <summary>An open WebSocket, wherever it comes from.</summary>
/// <param name="received">Told of the bytes that were read.</param>
internal sealed class SocketTransport(WebSocket socket, Action<int>? received = null) : IHubTransport
{
    private readonly byte[] _buffer = new byte[16 * 1024];

    /// <summary>Without negotiation, as PROTOCOL.md allows.</summary>
    public static async Task<SocketTransport> OpenAsync(Uri server, string token)
    {
        var socket = new ClientWebSocket();
        try
        {
            var url = new Uri($"ws://{server.Authority}/hub?access_token={Uri.EscapeDataString(token)}");
            await socket.ConnectAsync(url, CancellationToken.None).Within($"a WebSocket to {server.Authority}");
            return new(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task SendAsync(string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    public async Task<string?> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(_buffer, cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            received?.Invoke(part.Count);
            message.Write(_buffer, 0, part.Count);
            if (part.EndOfMessage) return Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
        }
    }

    public ValueTask DisposeAsync()
    {
        socket.Abort();
        socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
