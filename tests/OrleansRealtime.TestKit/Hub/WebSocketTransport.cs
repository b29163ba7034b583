using System.Net.WebSockets;
using System.Text;

namespace OrleansRealtime.TestKit.Hub;

/// <summary>A WebSocket without negotiation, as PROTOCOL.md allows.</summary>
internal sealed class WebSocketTransport : IHubTransport
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    private WebSocketTransport()
    {
    }

    public static async Task<WebSocketTransport> OpenAsync(Uri server, string token)
    {
        var transport = new WebSocketTransport();
        var url = new Uri($"ws://{server.Authority}/hub?access_token={Uri.EscapeDataString(token)}");
        try
        {
            await transport._socket.ConnectAsync(url, CancellationToken.None).Within($"a WebSocket to {server.Authority}");
            return transport;
        }
        catch
        {
            await transport.DisposeAsync();
            throw;
        }
    }

    public Task SendAsync(string text) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    public async Task<string?> ReceiveAsync(CancellationToken cancellationToken)
    {
        using var message = new MemoryStream();
        while (true)
        {
            var part = await _socket.ReceiveAsync(_buffer, cancellationToken);
            if (part.MessageType == WebSocketMessageType.Close) return null;
            message.Write(_buffer, 0, part.Count);
            if (part.EndOfMessage) return Encoding.UTF8.GetString(message.GetBuffer(), 0, (int)message.Length);
        }
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
