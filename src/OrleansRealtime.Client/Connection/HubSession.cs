using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Client.Credentials;
using OrleansRealtime.Client.Entities;

namespace OrleansRealtime.Client.Connection;

/// <summary>One connection's whole life.</summary>
/// <param name="apply">Takes each frame but the goodbye.</param>
internal sealed class HubSession(
    RealtimeClientOptions options, TokenSource tokens, WatchTable watches, Action<string, JsonElement> apply, Backoff backoff, TimeProvider time)
{
    private static readonly string[] Frames = ["state", "changed", "deleted", "denied", "badge", "removed", "inboxReset"];

    /// <summary>For a token, the handshake and, where there is one, the negotiation together.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    private readonly FrameParts _parts = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private GoodbyeFrame? _goodbye;
    private string _shown = "";

    /// <summary>Ends with the connection, however that comes.</summary>
    public async Task<SessionEnd> RunAsync(CancellationToken stop)
    {
        long? opened = null;
        RealtimeException? failure = null;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await using var hub = Build();
        try
        {
            await StartAsync(hub, stop);
            opened = time.GetTimestamp();
            watches.Resume();
            var watching = WatchAsync(hub, over.Token);
            var refreshing = new TokenRefresh(hub, tokens, backoff, time).RunAsync(over.Token);
            // Who cannot ask any more, as where an answer makes no sense, begins anew.
            Task first = Task.WhenAny(_ended.Task, watching);
            await first.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await over.CancelAsync();
            await refreshing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!_ended.Task.IsCompleted) await watching;
        }
        catch (Exception e)
        {
            if (StatusOf(e) == HttpStatusCode.Unauthorized) tokens.Refuse(_shown);
            failure = HubFailure.Of(e);
        }

        if (_goodbye?.Code == ErrorCodes.TokenExpired) tokens.Forget();
        return new(opened is { } at ? time.GetElapsedTime(at) : TimeSpan.Zero, _goodbye, failure);
    }

    private HubConnection Build()
    {
        var address = new Uri($"{options.Url!.AbsoluteUri.TrimEnd('/')}/hub?parts=1&absent=1&workspace={Uri.EscapeDataString(options.Workspace)}");
        var builder = new HubConnectionBuilder().WithUrl(address, http =>
        {
            (http.Transports, http.SkipNegotiation) = (HttpTransportType.WebSockets, true);
            http.AccessTokenProvider = async () => _shown = await tokens.GetAsync(CancellationToken.None);
            options.ConfigureHub?.Invoke(http);
        });
        builder.AddJsonProtocol(json => json.PayloadSerializerOptions = WireJson.Options);
        var hub = builder.Build();
        hub.Closed += _ =>
        {
            _ended.TrySetResult();
            return Task.CompletedTask;
        };
        foreach (var frame in Frames) hub.On<JsonElement>(frame, body => apply(frame, body));
        hub.On<FramePart>("part", Apply);
        hub.On<GoodbyeFrame>("goodbye", goodbye =>
        {
            _goodbye = goodbye;
            _ended.TrySetResult();
        });
        return hub;
    }

    private void Apply(FramePart part)
    {
        try
        {
            if (_parts.Add(part) is { } whole && Frames.Contains(part.Of)) apply(part.Of, whole);
        }
        catch (JsonException)
        {
            // Where the next frame begins is not known: another connection knows.
            _ended.TrySetResult();
        }
    }

    private async Task StartAsync(HubConnection hub, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        await hub.StartAsync(either.Token);
    }

    /// <summary>One call at a time, so that unwatching and watching again the same entity reach the hub in that order.</summary>
    private async Task WatchAsync(HubConnection hub, CancellationToken over)
    {
        while (true)
        {
            await watches.WorkAsync(over);
            while (watches.Next() is { } batch)
            {
                try
                {
                    // An answer to Unwatch is empty.
                    if (batch.Method == WatchBatch.Unwatch) await hub.InvokeAsync(batch.Method, batch.Items, over);
                    else watches.Answered(batch, await hub.InvokeAsync<IReadOnlyList<WatchResult>>(batch.Method, batch.Items, over));
                }
                catch (Exception e) when (HubFailure.Of(e) is { Code: not ErrorCodes.Connection } refused)
                {
                    watches.Refused(batch, refused.Code);
                }
            }
        }
    }

    private static HttpStatusCode? StatusOf(Exception failure) => failure switch
    {
        HttpRequestException http => http.StatusCode,
        // It says so in its text alone.
        WebSocketException socket when socket.Message.Contains("'401'", StringComparison.Ordinal) => HttpStatusCode.Unauthorized,
        _ => failure.InnerException is { } inner ? StatusOf(inner) : null,
    };
}
