using System.Globalization;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Tests.Gateway.Connections;
using OrleansRealtime.Tests.Gateway.Entities;

namespace OrleansRealtime.Tests.Gateway;

/// <summary>The whole gateway under a stream that loses, doubles and reorders, grains that fail to answer, sockets that stall and clients
/// that come back: each connection's frames form one chain, and every viewer ends at the truth. A seed gives the operations; what the pumps
/// make of them is left to the machine.</summary>
public sealed class ConvergenceTests
{
    private const int Seeds = 300;
    private const int Operations = 120;

    [Fact]
    public async Task Whatever_is_lost_doubled_or_late_every_viewer_ends_at_the_truth_without_a_hole_in_its_frames()
    {
        for (var seed = 1; seed <= Seeds; seed++)
        {
            try
            {
                await RunAsync(new(seed));
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"seed {seed}", e);
            }
        }
    }

    private static async Task RunAsync(Random random)
    {
        using var gateway = new GatewayUnderTest(new()
        {
            RetryFirst = TimeSpan.FromMilliseconds(1),
            RetryMax = TimeSpan.FromMilliseconds(10),
            RecentChanges = 3,
            MaxHeld = 3,
        });
        gateway.Entities.Log = 10;
        string[] ids = ["1", "2", "3"];
        foreach (var id in ids) gateway.Entities[id].Create(("title", "0"));
        var answers = 0;
        gateway.Entities.OnAnswer = () => Interlocked.Increment(ref answers) % 10 == 0 ? throw new TimeoutException("lost") : Task.CompletedTask;
        var viewers = Enumerable.Range(0, 4).Select(number => new Viewer(gateway, watchesAbsent: number % 2 == 1)).ToList();
        var late = new List<(string Id, EntityEvent Event)>();

        for (var i = 0; i < Operations; i++)
        {
            var (id, viewer) = (ids[random.Next(ids.Length)], viewers[random.Next(viewers.Count)]);
            switch (random.Next(20))
            {
                case < 10:
                    var committed = gateway.Entities.CommitUnheard(id, truth => Next(truth, random));
                    if (random.Next(5) == 0) late.Add((id, committed));
                    else if (random.Next(8) != 0) gateway.Entities.Arrive(id, committed);
                    if (random.Next(8) == 0) gateway.Entities.Arrive(id, committed);
                    break;
                case < 13 when late.Count > 0:
                    var at = random.Next(late.Count);
                    gateway.Entities.Arrive(late[at].Id, late[at].Event);
                    late.RemoveAt(at);
                    break;
                case < 16:
                    await viewer.WatchAsync(id, withPosition: random.Next(3) > 0);
                    break;
                case 16:
                    await viewer.UnwatchAsync(id);
                    break;
                case 17:
                    viewer.Reconnect();
                    break;
                case 18:
                    viewer.Stall();
                    break;
                default:
                    viewer.Drain();
                    break;
            }
        }

        gateway.Entities.OnAnswer = () => Task.CompletedTask;
        foreach (var viewer in viewers) viewer.Drain();
        foreach (var id in ids)
        {
            if (gateway.Entities[id].Now.Snapshot is null) gateway.Entities.CommitUnheard(id, truth => truth.Create(("title", "end")));
            // Whoever waits for what is not there has to do no more than that.
            foreach (var viewer in viewers.Where(viewer => !viewer.WatchesAbsent(id))) await viewer.WatchAsync(id, withPosition: true);
            gateway.Entities.Head(id);
            foreach (var viewer in viewers) await viewer.ReachAsync(gateway.Entities[id]);
        }
    }

    private static EntityEvent Next(TrueEntity truth, Random random)
    {
        if (truth.Now.Snapshot is null) return truth.Create(("title", "\"again\""));
        if (random.Next(25) == 0) return truth.Delete();
        return truth.Patch("f" + random.Next(4).ToString(CultureInfo.InvariantCulture), random.Next(5) == 0 ? "null" : $"{truth.Commits}");
    }

    /// <summary>A client that believes what PROTOCOL.md says and nothing else.</summary>
    private sealed class Viewer(GatewayUnderTest gateway, bool watchesAbsent)
    {
        private readonly Dictionary<string, (string Position, JsonFields Fields)> _known = [];
        private readonly HashSet<string> _watched = [];
        private TestClient _client = gateway.Connect(watchesAbsent: watchesAbsent);

        public bool WatchesAbsent(string id) => watchesAbsent && _watched.Contains(id);

        public async Task WatchAsync(string id, bool withPosition)
        {
            Read();
            // A position is what the client has read; frames that are on their way go on from what was sent.
            var position = withPosition && _known.TryGetValue(id, out var known) && known.Position != "" ? known.Position : null;
            if (!_watched.Contains(id) && position is null) _known.Remove(id);
            var call = _client.WatchAsync(id, position);
            // A watch that is refused waits for the frame that is being written, as Unwatch does.
            await Task.WhenAny(call, _client.Socket.Full);
            if (!call.IsCompleted) Drain();
            var result = await call;
            if (result.Ok || result.Watched) _watched.Add(id);
            else _watched.Remove(id);
        }

        public async Task UnwatchAsync(string id)
        {
            if (_client.Socket.IsStalled) Drain();
            await _client.UnwatchAsync(id);
            Read();
            _watched.Remove(id);
        }

        public void Reconnect()
        {
            _client.Leave();
            // Whatever was written to the old socket may or may not have arrived.
            Read();
            _watched.Clear();
            _client = gateway.Connect(watchesAbsent: watchesAbsent);
        }

        public void Stall() => _client.Socket.Stall();

        public void Drain() => _client.Socket.Drain();

        public async Task ReachAsync(TrueEntity truth)
        {
            while (!_known.TryGetValue(truth.Key.Id, out var known) || known.Position != truth.Head)
                Take(await _client.Socket.NextAsync($"{truth.Key} at {truth.Head}; it is at {known.Position}"));
            Assert.Equal(truth.Now.Snapshot!.Fields, _known[truth.Key.Id].Fields);
        }

        private void Read()
        {
            while (_client.Socket.TryTake(out var frame)) Take(frame!);
        }

        private void Take(Frame frame)
        {
            switch (frame.Body)
            {
                case StateBody state:
                    if (!state.Reset) Assert.False(_known.ContainsKey(state.Id), $"{state.Id} without reset over what was known");
                    _known[state.Id] = (state.Position, state.Fields);
                    break;
                case ChangedBody changed:
                    var (position, fields) = _known[changed.Id];
                    Assert.Equal(position, changed.From);
                    var values = fields.Values;
                    foreach (var (field, value) in changed.Fields.Values)
                        values = value == JsonFields.Removed ? values.Remove(field) : values.SetItem(field, value);
                    _known[changed.Id] = (changed.To, new(values));
                    break;
                case DeletedBody deleted:
                    _known[deleted.Id] = ("", JsonFields.Empty);
                    break;
            }
        }
    }
}
