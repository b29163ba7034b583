using System.Collections.Concurrent;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace OrleansRealtime.Tests.Server;

/// <summary>A frame as it came.</summary>
public sealed record HubFrame(string Name, JsonElement Body)
{
    public string? this[string member] => Body.TryGetProperty(member, out var value) ? value.ToString() : null;
}

/// <summary>A client of the hub that speaks SignalR's JSON protocol over a WebSocket by hand, and so can also speak it wrongly.</summary>
public sealed class HubClient : IAsyncDisposable
{
    private const char End = '\u001e';

    private readonly WebSocket _socket;
    private readonly Channel<HubFrame> _frames = Channel.CreateUnbounded<HubFrame>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly Task _reading;
    private int _lastCall;

    private HubClient(WebSocket socket)
    {
        _socket = socket;
        _reading = ReadAsync();
    }

    /// <summary>Completes when the connection is over, however it ended.</summary>
    public Task Closed => _reading;

    public static async Task<HubClient> ConnectAsync(WebSocket socket)
    {
        var client = new HubClient(socket);
        await client.SendAsync("""{"protocol":"json","version":1}""");
        return client;
    }

    /// <summary>Sends one message; its end is added.</summary>
    public Task SendAsync(string message) => SendRawAsync(message + End);

    public Task SendRawAsync(string text) => _socket.SendAsync(
        Encoding.UTF8.GetBytes(text).AsMemory(), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None).AsTask();

    /// <summary>Calls a method with arguments as JSON and answers its result.</summary>
    /// <exception cref="HubCallException">The call failed.</exception>
    public async Task<JsonElement> CallAsync(string method, params string[] arguments)
    {
        var id = Interlocked.Increment(ref _lastCall).ToString(CultureInfo.InvariantCulture);
        var answer = _calls[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await SendAsync($$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{{string.Join(',', arguments)}}]}""");
        return await answer.Task.Within($"the answer to {method}");
    }

    /// <summary>Watches one work item and answers what came of it.</summary>
    public async Task<JsonElement> WatchAsync(string id, string? position = null)
    {
        var at = position is null ? "" : $",\"position\":\"{position}\"";
        return (await CallAsync("Watch", $$"""[{"type":"workitem","id":"{{id}}"{{at}}}]"""))[0];
    }

    /// <summary>The next frame of a name; others on the way to it are passed over.</summary>
    public async Task<HubFrame> FrameAsync(string name)
    {
        while (true)
        {
            var frame = await AnyFrameAsync($"the frame {name}");
            if (frame.Name == name) return frame;
        }
    }

    public Task<HubFrame> AnyFrameAsync(string what) => _frames.Reader.ReadAsync().AsTask().Within(what);

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private async Task ReadAsync()
    {
        var (buffer, text) = (new byte[16 * 1024], new MemoryStream());
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
                if (received.MessageType == WebSocketMessageType.Close) break;
                await text.WriteAsync(buffer.AsMemory(0, received.Count));
                if (!received.EndOfMessage) continue;
                foreach (var message in Encoding.UTF8.GetString(text.ToArray()).Split(End, StringSplitOptions.RemoveEmptyEntries)) Take(message);
                text.SetLength(0);
            }
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            // A connection that was cut has ended all the same.
        }

        _frames.Writer.TryComplete();
        foreach (var call in _calls.Values) call.TrySetException(new HubCallException("closed: The connection has ended."));
    }

    private void Take(string text)
    {
        var message = JsonSerializer.Deserialize<JsonElement>(text);
        if (!message.TryGetProperty("type", out var type)) return;
        switch (type.GetInt32())
        {
            case 1:
                _frames.Writer.TryWrite(new(message.GetProperty("target").GetString()!, message.GetProperty("arguments")[0]));
                break;
            case 3 when _calls.TryRemove(message.GetProperty("invocationId").GetString()!, out var call):
                if (message.TryGetProperty("error", out var error)) call.TrySetException(new HubCallException(error.GetString()!));
                else call.TrySetResult(message.TryGetProperty("result", out var result) ? result : default);
                break;
        }
    }
}

/// <summary>A call on the hub that failed, with the text that came.</summary>
public sealed class HubCallException(string text) : Exception(text)
{
    public string Code { get; } = text[..Math.Max(0, text.IndexOf(':', StringComparison.Ordinal))];
}
