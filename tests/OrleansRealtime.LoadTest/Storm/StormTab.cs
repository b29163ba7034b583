using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using OrleansRealtime.LoadTest.Versions;

namespace OrleansRealtime.LoadTest.Storm;

/// <summary>One open page: it watches its entities with the positions that it has, and when its connection breaks it comes back as our client does.</summary>
internal sealed class StormTab(string token, IReadOnlyList<string> items)
{
    /// <summary>As in the client's backoff: full jitter below a bound that doubles.</summary>
    private static readonly TimeSpan FirstBound = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan LastBound = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _positions = [];
    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Items => items;

    /// <summary>Why it has no connection.</summary>
    public string? Trouble { get; private set; }

    /// <summary>Which server it is at.</summary>
    public Uri? Server { get; private set; }

    /// <summary>Frames that did not go on where the one before them ended, over all of its connections.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_gate) return [.. _faults];
        }
    }

    /// <summary>The position that it has of an entity; <c>null</c> before the first.</summary>
    public string? PositionOf(string item)
    {
        lock (_gate) return _positions.GetValueOrDefault(item);
    }

    /// <summary>Connects until it is stopped.</summary>
    /// <param name="choose">Answers a server that is up, as a balancer would.</param>
    /// <param name="live">Called whenever all of its entities are watched.</param>
    public async Task RunAsync(Func<Uri> choose, Action live, CancellationToken stop)
    {
        for (var attempt = 0; !stop.IsCancellationRequested;)
        {
            try
            {
                Server = choose();
                using var socket = new ClientWebSocket();
                await OpenAsync(socket, Server, stop);
                await Pings.WhileAsync(socket, stop => ReadAsync(socket, Live, stop), stop);
            }
            catch (Exception e) when (e is WebSocketException or HttpRequestException or IOException)
            {
                Trouble = e.Message;
            }

            await PauseAsync(attempt++, stop);

            void Live()
            {
                attempt = 0;
                Trouble = null;
                live();
            }
        }
    }

    private static Task PauseAsync(int attempt, CancellationToken stop)
    {
        var bound = TimeSpan.FromTicks(Math.Min(LastBound.Ticks, FirstBound.Ticks << Math.Min(attempt, 10)));
        // Not for secrets.
#pragma warning disable CA5394
        return Task.Delay(bound * Random.Shared.NextDouble(), stop);
#pragma warning restore CA5394
    }

    private async Task OpenAsync(ClientWebSocket socket, Uri server, CancellationToken stop)
    {
        socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await socket.ConnectAsync(new($"ws://{server.Authority}/hub?access_token={Uri.EscapeDataString(token)}"), stop);
        await SendAsync(socket, """{"protocol":"json","version":1}""", stop);
        var list = items.Select(item => new { type = "workitem", id = item, position = PositionOf(item) });
        var watch = JsonSerializer.Serialize(list, JsonSerializerOptions.Web);
        await SendAsync(socket, $$"""{"type":1,"invocationId":"1","target":"Watch","arguments":[{{watch.Replace(",\"position\":null", "", StringComparison.Ordinal)}}]}""", stop);
    }

    private async Task ReadAsync(ClientWebSocket socket, Action live, CancellationToken stop)
    {
        var buffer = new byte[4 * 1024];
        var message = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), stop);
            if (part.MessageType == WebSocketMessageType.Close) return;
            message.Write(buffer, 0, part.Count);
            if (!part.EndOfMessage) continue;
            foreach (var range in Frames(message.GetBuffer().AsMemory(0, (int)message.Length))) Take(range, live);
            message.SetLength(0);
        }
    }

    private static IEnumerable<ReadOnlyMemory<byte>> Frames(ReadOnlyMemory<byte> message)
    {
        for (var end = message.Span.IndexOf((byte)0x1e); end >= 0; end = message.Span.IndexOf((byte)0x1e))
        {
            yield return message[..end];
            message = message[(end + 1)..];
        }
    }

    /// <param name="message">One of the hub's.</param>
    /// <param name="live">Called when it says that all of its entities are watched.</param>
    public void Take(ReadOnlyMemory<byte> message, Action live)
    {
        using var json = JsonDocument.Parse(message);
        if (!json.RootElement.TryGetProperty("type", out var type)) return;
        if (type.GetInt32() == 3)
        {
            if (json.RootElement.TryGetProperty("error", out var error)) throw new IOException(error.GetString());
            foreach (var result in json.RootElement.GetProperty("result").EnumerateArray())
                if (!result.GetProperty("ok").GetBoolean()) throw new IOException($"not watched: {result}");
            live();
        }
        else if (type.GetInt32() == 1 && json.RootElement.GetProperty("target").GetString() is ("state" or "changed") and var frame)
        {
            Move(json.RootElement.GetProperty("arguments")[0], frame);
        }
    }

    private void Move(JsonElement body, string frame)
    {
        var (id, to) = (body.GetProperty("id").GetString()!, body.GetProperty(frame == "state" ? "position" : "to").GetString()!);
        lock (_gate)
        {
            var had = _positions.GetValueOrDefault(id);
            if (frame == "changed" && body.GetProperty("from").GetString() != had) _faults.Add($"was told what changed from {body.GetProperty("from")} of {id} when it had {had}");
            // A connection that comes back may be given the state that it has.
            else if (had is not null && EntityFrame.VersionOf(to) < EntityFrame.VersionOf(had)) _faults.Add($"was told {to} of {id} when it had {had}");
            _positions[id] = to;
        }
    }

    private static ValueTask SendAsync(ClientWebSocket socket, string message, CancellationToken stop) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + '\u001e').AsMemory(), WebSocketMessageType.Text, endOfMessage: true, stop);
}
