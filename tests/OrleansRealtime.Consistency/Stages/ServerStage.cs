using OrleansRealtime.Consistency.Faults;
using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.TestKit;
using OrleansRealtime.TestKit.Hub;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Consistency.Stages;

/// <summary>A server process with real sockets, real time and, between its parts, nemesis; killed with kill -9 and started again.</summary>
internal sealed class ServerStage : IStage
{
    private readonly Store _store;
    private readonly int _port = FreePort.Take();
    private readonly string _folder = Directory.CreateTempSubdirectory("realtime-converge-").FullName;
    private FaultyProcess _process = null!;
    private TaskCompletionSource _serving = Waiting.Signal();
    private Action<string> _told = _ => { };
    private NemesisMode _mode;
    private int _seed;
    private int _crashes;

    private ServerStage(Store store)
    {
        _store = store;
        Http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { BaseAddress = new($"http://127.0.0.1:{_port}") };
    }

    public TimeProvider Time => TimeProvider.System;

    /// <summary>How late a busy machine may be; what is late by its own doing the other stage finds.</summary>
    public TimeSpan Slack => TimeSpan.FromSeconds(2);

    public TimeSpan Interval => LiveStreamOptions.MinRenewalInterval;

    public HttpClient Http { get; }

    public string ApiKey => FaultyServer.ApiKey;

    public Uri? Address => Http.BaseAddress;

    public Task Serving => Volatile.Read(ref _serving).Task;

    public static async Task<IStage> OpenAsync(Store store)
    {
        var stage = new ServerStage(store);
        await stage.StartAsync();
        return stage;
    }

    public Task<IHubTransport> OpenHubAsync(string token, CancellationToken stop) => NarrowClient.OpenAsync(Http.BaseAddress!, token, stop);

    public async Task BeginAsync(int seed, History history)
    {
        (_seed, _told, _crashes) = (seed, history.Note, 0);
        await _process.TellAsync($"seed {seed}");
    }

    public Task SetNemesisAsync(NemesisMode mode)
    {
        _mode = mode;
        return _process.TellAsync($"nemesis {mode}");
    }

    public Task JumpAsync(TimeSpan by) => _process.TellAsync($"jump {by.TotalMilliseconds:0}");

    public async Task CrashAsync()
    {
        Volatile.Write(ref _serving, Waiting.Signal());
        await _process.DisposeAsync();
        await StartAsync();
        // Another life, other nemesis.
        await _process.TellAsync($"seed {_seed + (1_000_003 * ++_crashes)}");
        await _process.TellAsync($"nemesis {_mode}");
    }

    public Task StillAsync(Func<Task> look) => look();

    public Task<string> CountsAsync() => _process.TellAsync("counts");

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Http.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync()
    {
        _process = await FaultyProcess.StartAsync(["--port", $"{_port}", "--folder", _folder, .. _store.Words], text => _told(text));
        Volatile.Read(ref _serving).TrySetResult();
    }
}
