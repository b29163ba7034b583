using System.Net.WebSockets;
using System.Text;
using OrleansRealtime.LoadTest.Load;

namespace OrleansRealtime.LoadTest.Viewers;

/// <summary>Takes a message as it came.</summary>
internal delegate void MessageListener(ReadOnlySpan<byte> message);

/// <summary>
/// One open page that costs next to nothing, so that hundreds fit beside the system that they measure: of what comes it looks for the marks of edits
/// only. It notes which edits of its first entity came, and how often.
/// </summary>
internal sealed class Viewer : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly IViewerProtocol _protocol;
    private readonly IReadOnlyList<string> _entities;
    private readonly Deliveries _deliveries;
    private readonly MessageListener? _listener;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _sending = new(1);
    private readonly HashSet<int> _came = [];
    private Task _reading = Task.CompletedTask;

    private Viewer(IViewerProtocol protocol, IReadOnlyList<string> entities, Deliveries deliveries, MessageListener? listener)
    {
        (_protocol, _entities, _deliveries, _listener) = (protocol, entities, deliveries, listener);
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
    }

    /// <summary>The greatest number that came.</summary>
    public int Last { get; private set; }

    /// <summary>How many different edits came.</summary>
    public int Came => _came.Count;

    /// <summary>How often an edit came that had come before.</summary>
    public int Doubled { get; private set; }

    /// <summary>Ends when the edits of all its entities come.</summary>
    /// <param name="listener">Given each message, for whoever asks for more than marks.</param>
    public static async Task<Viewer> OpenAsync(
        IViewerProtocol protocol, IReadOnlyList<string> entities, Deliveries deliveries, CancellationToken stop, MessageListener? listener = null)
    {
        var viewer = new Viewer(protocol, entities, deliveries, listener);
        await viewer._socket.ConnectAsync(protocol.Address(entities), stop);
        viewer._reading = viewer.ReadAsync(stop);
        if (protocol.IsReadyAtOnce) viewer._ready.TrySetResult();
        if (protocol.Greeting(entities) is { } greeting) await viewer.SayAsync(greeting);
        var first = await Task.WhenAny(viewer._ready.Task, viewer._reading).WaitAsync(TimeSpan.FromMinutes(1), stop);
        await first;
        return first == viewer._reading ? throw new IOException("The connection was closed before anything came.") : viewer;
    }

    public Task PingAsync() => _protocol.Ping is { } ping ? SayAsync(ping) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _socket.Dispose();
        _sending.Dispose();
    }

    private async Task ReadAsync(CancellationToken stop)
    {
        var buffer = new byte[4 * 1024];
        var length = 0;
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer.AsMemory(length), stop);
            if (part.MessageType == WebSocketMessageType.Close) return;
            length += part.Count;
            if (!part.EndOfMessage)
            {
                if (length == buffer.Length) Array.Resize(ref buffer, 2 * length);
                continue;
            }

            if (Take(buffer.AsSpan(0, length)) is { } answer) await SayAsync(answer);
            length = 0;
        }
    }

    private string? Take(ReadOnlySpan<byte> message)
    {
        _listener?.Invoke(message);
        var rest = message;
        while (EditMark.TryTake(ref rest, out var mark))
        {
            _deliveries.Add(mark);
            Last = Math.Max(Last, mark.Number);
            if (!_came.Add(mark.Number)) Doubled++;
        }

        if (_ready.Task.IsCompleted && rest.Length != message.Length) return null;
        if (_protocol.IsReady(message)) _ready.TrySetResult();
        return _protocol.Answer(message, _entities);
    }

    private async Task SayAsync(string text)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }
}
