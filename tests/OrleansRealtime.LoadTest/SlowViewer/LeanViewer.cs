using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using OrleansRealtime.LoadTest.Figures;
using OrleansRealtime.LoadTest.Sockets;

namespace OrleansRealtime.LoadTest.SlowViewer;

/// <summary>
/// A hub client that costs next to nothing, so that a thousand fit beside the server that they measure: of what comes it looks for one
/// number only, the time at which an edit was sent.
/// </summary>
internal sealed class LeanViewer : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();

    private LeanViewer()
    {
    }

    /// <summary>The field whose value is when the edit was sent, as a timestamp of this process.</summary>
    public static ReadOnlySpan<byte> Mark => "\"at\":"u8;

    /// <param name="items">Ids of the entities to watch.</param>
    /// <param name="hasRoom">False: as little as possible is kept for it by its own side.</param>
    public static async Task<LeanViewer> OpenAsync(Uri server, string token, bool hasRoom, CancellationToken stop, params string[] items)
    {
        var viewer = new LeanViewer();
        using var handler = new SocketsHttpHandler
        {
            ConnectCallback = async (context, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                if (!hasRoom) socket.ReceiveBufferSize = 4 * 1024;
                await socket.ConnectAsync(context.DnsEndPoint, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        var url = new Uri($"ws://{server.Authority}/hub?access_token={Uri.EscapeDataString(token)}");
        await viewer._socket.ConnectAsync(url, invoker, stop);
        await viewer.SendAsync("""{"protocol":"json","version":1}""", stop);
        var list = string.Join(',', items.Select(item => $$"""{"type":"workitem","id":"{{item}}"}"""));
        await viewer.SendAsync($$"""{"type":1,"invocationId":"1","target":"Watch","arguments":[[{{list}}]]}""", stop);
        return viewer;
    }

    /// <summary>Reads until the connection ends.</summary>
    /// <param name="sample">Where a latency belongs that was measured just now.</param>
    public Task ReadAsync(Func<Sample> sample, CancellationToken stop) => Pings.WhileAsync(_socket, stop => ReadFramesAsync(sample, stop), stop);

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        await Task.CompletedTask;
    }

    private async Task ReadFramesAsync(Func<Sample> sample, CancellationToken stop)
    {
        var buffer = new byte[8 * 1024];
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(length), stop);
            var now = Stopwatch.GetTimestamp();
            if (part.MessageType == WebSocketMessageType.Close) return;
            length += part.Count;
            if (!part.EndOfMessage && length < buffer.Length) continue;
            Measure(buffer.AsSpan(0, length), now, sample());
            length = 0;
        }
    }

    private static void Measure(ReadOnlySpan<byte> message, long now, Sample sample)
    {
        for (var at = message.IndexOf(Mark); at >= 0; at = message.IndexOf(Mark))
        {
            message = message[(at + Mark.Length)..];
            if (Utf8Parser.TryParse(message, out long sent, out _) && sent > 0) sample.Add(Stopwatch.GetElapsedTime(sent, now));
        }
    }

    private ValueTask SendAsync(string message, CancellationToken stop) => _socket.SendAsync(
        Encoding.UTF8.GetBytes(message + '\u001e').AsMemory(), WebSocketMessageType.Text, endOfMessage: true, stop);
}
