using System.Net.WebSockets;
using System.Text;
using OrleansRealtime.LoadTest.Load;

namespace OrleansRealtime.LoadTest.Viewers;

/// <summary>Takes a message as it came.</summary>
internal delegate void MessageListener(ReadOnlySpan<byte> message);

/// <summary>
/// One open page that costs next to nothing, so that hundreds fit beside the system that they measure: of what comes it looks for the marks of edits
/// only.
/// </summary>
internal sealed class Viewer : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly IViewerProtocol _protocol;
    private readonly IReadOnlyList<string> _entities;
    private readonly MessageListener? _listener;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _sending = new(1);
    private Task _reading = Task.CompletedTask;

    private Viewer(IViewerProtocol protocol, IReadOnlyList<string> entities, MarkView marks, MessageListener? listener)
    {
        (_protocol, _entities, Marks, _listener) = (protocol, entities, marks, listener);
        _socket.Options.KeepAliveInterval = TimeSpan.Zero;
    }

    /// <summary>Which edits came, by their marks.</summary>
    public MarkView Marks { get; }

    /// <summary>Why it is open no more; <c>null</c> while it is.</summary>
    public string? Ended => _reading.IsCompleted
        ? _reading.Exception?.GetBaseException().Message ?? $"the server closed it: {_socket.CloseStatus} {_socket.CloseStatusDescription}"
        : null;

    /// <summary>Ends when the edits of all its entities come.</summary>
    /// <param name="marks">Of the first of the entities.</param>
    /// <param name="listener">Given each message, for whoever asks for more than marks.</param>
    public static async Task<Viewer> OpenAsync(
        IViewerProtocol protocol, IReadOnlyList<string> entities, MarkView marks, CancellationToken stop, MessageListener? listener = null)
    {
        var viewer = new Viewer(protocol, entities, marks, listener);
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
        while (EditMark.TryTake(ref rest, out var mark)) Marks.Take(mark);

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
