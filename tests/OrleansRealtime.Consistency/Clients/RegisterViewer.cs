using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text.Json;
using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Consistency.Stages;
using OrleansRealtime.TestKit.Hub;

namespace OrleansRealtime.Consistency.Clients;

/// <summary>A tab that watches all registers, at its own node while that is up, and at another one otherwise.</summary>
internal sealed class RegisterViewer(int number, Session session, IReadOnlyList<ClusterNode> nodes, ClusterNode home)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<string, Position> _positions = new();

    public async Task RunAsync(CancellationToken stop)
    {
        for (var turn = number; !stop.IsCancellationRequested; turn++)
        {
            var up = nodes.Where(node => node.IsUp).ToList();
            if (up.Count > 0) await ViewAsync(home.IsUp ? home : up[turn % up.Count], stop);
            await Task.Delay(Pause, session.Stage.Time, CancellationToken.None);
        }
    }

    private async Task ViewAsync(ClusterNode node, CancellationToken stop)
    {
        try
        {
            var token = await session.TokenAsync($"viewer-{number}");
            await using var client = await HubClient.ConnectAsync(await SocketTransport.OpenAsync(node.Url, token), ApplyFrame);
            session.History.Add(new RegisterViewerAt(number, node.Name));
            var items = Registers.Names.Select(register => new Item(Registers.Type, register, _positions.TryGetValue(register, out var at) ? $"{at}" : null));
            await client.WatchAsync([.. items]).WaitAsync(stop);
            await client.Closed.WaitAsync(stop);
        }
        catch (Exception e) when (Writer.IsOutage(e) || e is WebSocketException or TestKit.Unexpected)
        {
            session.History.Note($"register viewer {number} at {node.Name}: {e.GetType().Name} {e.Message}");
        }

        session.History.Add(new RegisterViewerAt(number, null));
    }

    private void ApplyFrame(HubFrame frame)
    {
        var isState = frame.Name == "state";
        if ((!isState && frame.Name != "changed") || frame.Body.GetProperty("type").GetString() != Registers.Type) return;
        var register = frame.Body.GetProperty("id").GetString()!;
        var to = Position.Parse(frame.Body.GetProperty(isState ? "position" : "to").GetString()!);
        var from = isState ? (Position?)null : Position.Parse(frame.Body.GetProperty("from").GetString()!);
        int? value = frame.Body.GetProperty("fields").TryGetProperty("n", out var n) && n.ValueKind == JsonValueKind.Number ? n.GetInt32() : null;
        session.History.Add(new RegisterSeen(number, register, from, to, value));
        _positions[register] = to;
    }
}
