using System.Net.WebSockets;
using OrleansRealtime.TestKit.Rest;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.TestKit.Hub;

/// <summary>
/// A client written from PROTOCOL.md alone: SignalR's JSON protocol by hand, over any transport. It keeps every frame in the order in which
/// they came, so that a test can also say what did not come.
/// </summary>
internal sealed partial class HubClient : IAsyncDisposable
{
    /// <summary>What a client says first.</summary>
    public const string Handshake = """{"protocol":"json","version":1}""";

    /// <summary>What each message ends with.</summary>
    public const char End = '\u001e';

    private readonly IHubTransport _transport;
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, TaskCompletionSource<HubReply>> _calls = [];
    private readonly Lock _gate = new();
    private readonly List<HubFrame> _frames = [];
    private TaskCompletionSource _news = Waiting.Signal();
    private Task _reading = Task.CompletedTask;
    private readonly Dictionary<string, int> _taken = [];
    private Action<HubFrame>? _framed;
    private int _lastCall;
    private string _rest = "";
    private bool _isOver;

    private HubClient(IHubTransport transport) => _transport = transport;

    /// <summary>Ends when the connection has; then no frame follows.</summary>
    public Task Closed => _reading;

    /// <summary>What the server gave as the reason when it closed, if it did.</summary>
    public string? CloseError { get; private set; }

    /// <summary>Whether the server's last message lets SignalR's own clients come back by themselves.</summary>
    public bool AllowsReconnect { get; private set; }

    /// <summary>All frames so far.</summary>
    public IReadOnlyList<HubFrame> Frames
    {
        get
        {
            lock (_gate) return [.. _frames];
        }
    }

    public static Task<HubClient> ConnectAsync(ServerProcess server, RestCaller user, string transport = Transports.WebSockets) =>
        ConnectAsync(server.Url, user, transport);

    public static async Task<HubClient> ConnectAsync(Uri server, RestCaller user, string transport = Transports.WebSockets) =>
        await ConnectAsync(await Transports.OpenAsync(server, user, transport));

    /// <param name="framed">Told of each frame as it comes, before anybody else.</param>
    public static async Task<HubClient> ConnectAsync(IHubTransport transport, Action<HubFrame>? framed = null)
    {
        var client = new HubClient(transport) { _framed = framed };
        await client.SendTextAsync(Handshake);
        var answer = await client.NextMessageAsync().Within("the answer to the handshake");
        Unexpected.Unless(answer == "{}", $"The handshake was answered {answer}.");
        client._reading = client.ReadAsync();
        return client;
    }

    /// <summary>Sends a message as it is, whatever it is.</summary>
    public Task SendTextAsync(string message) => _transport.SendAsync(message + End);

    /// <summary>Calls a method with arguments that are JSON text already, and so may be wrong in ways that no object is.</summary>
    public Task<HubReply> CallJsonAsync(string method, params string[] arguments) =>
        CallAsync(method, [.. arguments.Select(argument => (object)JsonSerializer.Deserialize<JsonElement>(argument))]);

    public async Task<HubReply> CallAsync(string method, params object[] arguments)
    {
        var id = $"{Interlocked.Increment(ref _lastCall)}";
        var answered = new TaskCompletionSource<HubReply>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_isOver) return Ended();
            _calls.Add(id, answered);
        }

        await SendTextAsync(JsonSerializer.Serialize(new { type = 1, invocationId = id, target = method, arguments }, JsonSerializerOptions.Web));
        return await answered.Task.Within($"the answer to {method}");
    }

    /// <summary>The next frame of this name after the last that was taken of it; those that do not match are passed over.</summary>
    public Task<HubFrame> TakeAsync(string name, Func<HubFrame, bool>? match = null, TimeSpan? limit = null) =>
        TakeAsync(name, frame => frame.Name == name && (match is null || match(frame)), $"a frame '{name}'", limit);

    /// <summary>The next frame about this entity, whatever its name.</summary>
    public Task<HubFrame> TakeOfAsync(string type, string id, string what) => TakeAsync($"{type}/{id}", frame => frame.IsOf(type, id), what, null);

    /// <summary>The next frame, of this name or of any; those on the way to it are passed over for good.</summary>
    public Task<HubFrame> NextAsync(string? name = null) =>
        TakeAsync("", frame => name is null || frame.Name == name, name is null ? "a frame" : $"a frame '{name}'", null);

    /// <param name="series">What is taken in order; another series has a place of its own.</param>
    private async Task<HubFrame> TakeAsync(string series, Func<HubFrame, bool> match, string what, TimeSpan? limit)
    {
        try
        {
            return await FindAsync(series, match, what).Within(what, limit);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message} There were:\n{string.Join('\n', Frames)}", e);
        }
    }

    /// <summary>Closes without a word.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _transport.DisposeAsync();
        await _reading;
        _stop.Dispose();
    }

    private async Task<HubFrame> FindAsync(string series, Func<HubFrame, bool> match, string what)
    {
        while (true)
        {
            Task news;
            lock (_gate)
            {
                for (var at = _taken.GetValueOrDefault(series); at < _frames.Count; at++)
                {
                    if (!match(_frames[at])) continue;
                    _taken[series] = at + 1;
                    return _frames[at];
                }

                news = _news.Task;
            }

            if (news == await Task.WhenAny(news, _reading)) continue;
            // What it read last counts, too.
            lock (_gate)
            {
                if (news.IsCompleted) continue;
            }

            throw new InvalidOperationException($"The connection closed ({CloseError ?? "no reason"}); waited in vain for {what}.");
        }
    }

    private static bool IsEnd(Exception e) =>
        e is OperationCanceledException or WebSocketException or HttpRequestException or IOException or ObjectDisposedException;
}

/// <summary>The transports by the names that the demo page takes, too.</summary>
internal static class Transports
{
    public const string WebSockets = "webSockets";
    public const string ServerSentEvents = "serverSentEvents";
    public const string LongPolling = "longPolling";

    public static IEnumerable<string> All => [WebSockets, ServerSentEvents, LongPolling];

    public static async Task<IHubTransport> OpenAsync(Uri server, RestCaller user, string transport) => transport switch
    {
        WebSockets => await SocketTransport.OpenAsync(server, user.Credentials),
        ServerSentEvents => await EventStreamTransport.OpenAsync(user),
        LongPolling => await LongPollingTransport.OpenAsync(user),
        _ => throw new ArgumentOutOfRangeException(nameof(transport), transport, "no such transport"),
    };
}
