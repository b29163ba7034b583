using System.Collections.Concurrent;
using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Consistency.Plans;
using OrleansRealtime.TestKit.Hub;

namespace OrleansRealtime.Consistency.Clients;

/// <summary>A tab: it comes and goes, watches, sleeps, reads slowly; when it comes back it says what it has. It believes whatever it is
/// told; whether that was right the checker finds out.</summary>
internal sealed partial class Viewer(Session session, string user) : IAsyncDisposable
{
    /// <summary>SignalR's message of one who closes.</summary>
    private const string Goodbye = """{"type":7}""";

    private readonly ConcurrentDictionary<string, Seen> _models = new();
    private readonly HashSet<string> _watched = [];
    private HubClient? _client;
    private PausableTransport? _transport;
    private TimeSpan _pause;

    public string User => user;

    public bool IsLive => _client is not null;

    public int Connection { get; private set; }

    public async Task RunAsync(IReadOnlyList<ViewerStep> steps)
    {
        foreach (var step in steps)
        {
            await session.WaitAsync(step.Wait);
            if (session.IsEnding) return;
            await StepAsync(step);
        }
    }

    /// <summary>Connects and watches everything, and reads as fast as it can.</summary>
    public async Task GoLiveAsync()
    {
        ReadFast();
        for (var tries = 0; tries < 200; tries++)
        {
            await ConnectAsync();
            foreach (var entity in RunPlan.Entities.Except(_watched).ToList()) await WatchAsync(entity);
            await InsistOnStateAsync();
            if (_watched.Count == RunPlan.Entities.Count && _isStateKnown && !_client!.Closed.IsCompleted) return;
            await session.WaitAsync(50);
        }

        throw new TimeoutException($"A viewer tried 200 times in vain to watch everything; it watches {string.Join(", ", _watched)}.");
    }

    public async ValueTask DisposeAsync() => await DisconnectAsync();

    private async Task StepAsync(ViewerStep step)
    {
        if (step.Viewing is Viewing.Disconnect or Viewing.Close)
        {
            await LeaveAsync(saysGoodbye: step.Viewing == Viewing.Close);
            return;
        }

        await ConnectAsync();
        switch (step.Viewing)
        {
            case Viewing.Watch:
                await WatchAsync(step.Entity);
                break;
            case Viewing.WatchAfresh:
                await UnwatchAsync(step.Entity);
                _models.TryRemove(step.Entity, out _);
                await WatchAsync(step.Entity);
                break;
            case Viewing.Unwatch:
                await UnwatchAsync(step.Entity);
                break;
            case Viewing.Sleep:
                _transport!.PauseReading();
                await session.WaitAsync(step.Length);
                _transport.ResumeReading();
                break;
            case Viewing.ReadSlowly:
                _transport!.Pause = _pause = TimeSpan.FromMilliseconds(step.Length / 10);
                break;
            case Viewing.ReadFast:
                ReadFast();
                break;
            case Viewing.Focus:
                await SetStateAsync(_state with { Focus = step.Entity });
                break;
            case Viewing.LookAway:
                await SetStateAsync(_state with { Focus = null });
                break;
            case Viewing.BeAway or Viewing.BeOnline:
                await SetStateAsync(_state with { IsAway = step.Viewing == Viewing.BeAway });
                break;
        }
    }

    private void ReadFast()
    {
        _pause = TimeSpan.Zero;
        if (_transport is not null) _transport.Pause = _pause;
    }

    /// <summary>Comes (back), watches again what it watched, and says again where it looks.</summary>
    private async Task ConnectAsync()
    {
        while (_client is null || _client.Closed.IsCompleted)
        {
            await DisconnectAsync();
            try
            {
                var token = await session.TokenAsync(user);
                await session.Stage.Serving;
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), session.Stage.Time);
                var transport = new PausableTransport(await session.Stage.OpenHubAsync(token, patience.Token), session.Stage.Time) { Pause = _pause };
                var connection = session.NextConnection();
                var index = 0;
                session.History.Add(new Connected(connection, user));
                _client = await HubClient.ConnectAsync(transport, frame => ApplyFrame(new(connection, index++, frame.Name, frame.Body)));
                (_transport, Connection) = (transport, connection);
            }
            catch (Exception e) when (Writer.IsOutage(e) || e is System.Net.WebSockets.WebSocketException or TestKit.Unexpected)
            {
                session.History.Note($"a viewer could not connect: {e.GetType().Name}");
                await session.WaitAsync(30);
                continue;
            }

            var watched = _watched.ToList();
            _watched.Clear();
            foreach (var entity in watched) await WatchAsync(entity);
            // A new connection is online and looks at nothing.
            _isStateKnown = _state == default;
            await InsistOnStateAsync();
        }
    }

    private async Task LeaveAsync(bool saysGoodbye)
    {
        try
        {
            if (saysGoodbye && _client is not null) await _client.SendTextAsync(Goodbye);
        }
        catch (Exception e) when (Writer.IsOutage(e) || e is System.Net.WebSockets.WebSocketException)
        {
            session.History.Note($"no goodbye on connection {Connection}: {e.GetType().Name}");
        }

        await DisconnectAsync();
    }

    private async Task DisconnectAsync()
    {
        if (_client is null) return;
        await _client.DisposeAsync();
        session.History.Add(new Closed(Connection));
        (_client, _transport) = (null, null);
    }

    private async Task WatchAsync(string entity)
    {
        var model = _models.GetValueOrDefault(entity);
        session.History.Add(new Watching(Connection, entity, model?.At, model));
        var item = Item(entity);
        if (model is not null) item["position"] = model.At.ToString();
        if (await CallAsync("Watch", new[] { item }) is not { } reply) return;
        var result = reply.Error is null ? reply.Result[0] : default;
        var isOk = reply.Error is null && result.GetProperty("ok").GetBoolean();
        session.History.Add(new WatchAnswered(Connection, entity, isOk, isOk ? null : reply.Error ?? result.GetProperty("code").GetString()));
        if (isOk) _watched.Add(entity);
        else _watched.Remove(entity);
    }

    private async Task UnwatchAsync(string entity)
    {
        _watched.Remove(entity);
        if (await CallAsync("Unwatch", new[] { Item(entity) }) is { Error: null } reply)
            session.History.Add(new Unwatched(Connection, entity, reply.FramesBefore));
    }

    private static Dictionary<string, string> Item(string entity) => new() { ["type"] = "item", ["id"] = entity };

    /// <returns><c>null</c>: the connection is over.</returns>
    private async Task<HubReply?> CallAsync(string method, object argument)
    {
        try
        {
            var reply = await _client!.CallAsync(method, argument);
            return reply.Code == "closed" ? null : reply;
        }
        catch (Exception e) when (Writer.IsOutage(e) || e is System.Net.WebSockets.WebSocketException)
        {
            session.History.Note($"{method} on connection {Connection}: {e.GetType().Name}");
            return null;
        }
    }

    private void ApplyFrame(Framed frame)
    {
        session.History.Add(frame);
        if (frame.Entity is not { } entity) return;
        switch (frame.Name)
        {
            case "state":
                _models[entity] = Seen.Of(frame.Body);
                break;
            case "changed" when _models.TryGetValue(entity, out var model) && model.At.ToString() == frame.Body.GetProperty("from").GetString():
                _models[entity] = model.After(frame.Body);
                break;
            case "deleted":
                _models.TryRemove(entity, out _);
                break;
        }
    }
}
