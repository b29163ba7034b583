using System.Net.Sockets;
using System.Net.WebSockets;
using OrleansRealtime.TestKit.Hub;

namespace OrleansRealtime.Consistency.Stages;

/// <summary>Hub connections to a process, over sockets that take little: what the system would take by itself, no viewer of a run is ever slow
/// enough to fill.</summary>
internal static class NarrowClient
{
    /// <summary>The least that the system gives a socket.</summary>
    private const int SocketBuffer = 4 * 1024;

    private static readonly HttpMessageInvoker Invoker = new(new SocketsHttpHandler { ConnectCallback = ConnectAsync });

    public static async Task<IHubTransport> OpenAsync(Uri server, string token, CancellationToken stop)
    {
        var socket = new ClientWebSocket();
        try
        {
            await socket.ConnectAsync(new($"ws://{server.Authority}/hub?access_token={Uri.EscapeDataString(token)}"), Invoker, stop);
            return new SocketTransport(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = SocketBuffer };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
