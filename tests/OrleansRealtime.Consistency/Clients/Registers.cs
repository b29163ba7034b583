using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Consistency.Stages;

namespace OrleansRealtime.Consistency.Clients;

/// <summary>Many small entities, spread over all silos, which are written, read and watched without a pause: by them one sees how long an entity
/// does not answer, how long a viewer is behind, and whether any node ever answers less than another did before.</summary>
internal sealed class Registers : IAsyncDisposable
{
    public const string Type = "register";

    private const int Count = 12;

    private readonly ICluster _cluster;
    private readonly Session _session;
    private readonly CancellationTokenSource _lastWrite = new();
    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _writers = [];
    private readonly List<Task> _viewers = [];

    private Registers(ICluster cluster, Session session) => (_cluster, _session) = (cluster, session);

    public static IReadOnlyList<string> Names { get; } = [.. Enumerable.Range(0, Count).Select(Name)];

    public static string Name(int number) => $"r{number}";

    /// <summary>Makes them, and begins to write, read and watch them.</summary>
    public static async Task<Registers> StartAsync(ICluster cluster, Session session)
    {
        var registers = new Registers(cluster, session);
        foreach (var register in Names)
            await session.InsistAsync($"register {register}", stop => session.Server(stop).PutAsync($"entities/{Type}/{register}", new { fields = new { n = 0, kind = Type } }));
        var nodes = cluster.Nodes.Where(node => node.HasApi).ToList();
        var calls = new RegisterCaller(session);
        registers._writers.AddRange(Names.Select((register, n) => new RegisterWriter(calls, nodes, register, n).RunAsync(registers._lastWrite.Token)));
        registers._writers.AddRange(nodes.Select(node => new RegisterReader(calls, node).RunAsync(registers._lastWrite.Token)));
        registers._viewers.AddRange(nodes.Select((home, n) => new RegisterViewer(n, session, nodes, home).RunAsync(registers._end.Token)));
        return registers;
    }

    /// <summary>After this nothing is written any more.</summary>
    public async Task StopWritingAsync()
    {
        await _lastWrite.CancelAsync();
        await Task.WhenAll(_writers);
    }

    /// <summary>The interval is over: what is committed is what all viewers are to have.</summary>
    public async Task CompareAsync()
    {
        Dictionary<string, Position> committed = [];
        foreach (var register in Names)
        {
            var answer = await _session.InsistAsync($"register {register}", stop => _session.Server(stop).GetAsync($"entities/{Type}/{register}"));
            committed[register] = Position.Parse(answer.Position);
        }

        _session.History.Add(new RegistersOver([.. Enumerable.Range(0, _viewers.Count)], committed));
    }

    public async ValueTask DisposeAsync()
    {
        await _lastWrite.CancelAsync();
        await _end.CancelAsync();
        await Task.WhenAll([.. _writers, .. _viewers]);
        _lastWrite.Dispose();
        _end.Dispose();
    }
}
