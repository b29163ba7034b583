using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using OrleansRealtime.LoadTest.Viewers;

namespace OrleansRealtime.LoadTest.SlowViewer;

/// <summary>A page that watches and never reads; as little as possible is kept for it by its own side.</summary>
internal sealed class DeafViewer : IAsyncDisposable
{
    private const int ReceiveBuffer = 4 * 1024;

    private readonly ClientWebSocket _socket = new();

    private DeafViewer()
    {
    }

    public static async Task<DeafViewer> OpenAsync(IViewerProtocol protocol, IReadOnlyList<string> entities, CancellationToken stop)
    {
        var viewer = new DeafViewer();
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = ReceiveBuffer };
                await socket.ConnectAsync(context.DnsEndPoint, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        await viewer._socket.ConnectAsync(protocol.Address(entities), invoker, stop);
        if (protocol.Greeting(entities) is { } greeting)
            await viewer._socket.SendAsync(Encoding.UTF8.GetBytes(greeting), WebSocketMessageType.Text, endOfMessage: true, stop);
        return viewer;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
