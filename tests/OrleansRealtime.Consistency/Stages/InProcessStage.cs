using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using OrleansRealtime.Consistency.Faults;
using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.TestKit;
using OrleansRealtime.TestKit.Hub;

namespace OrleansRealtime.Consistency.Stages;

/// <summary>
/// The whole server in this process. Its time and that of its clients passes in small steps, each only after everything that the one before
/// set off has come to rest: a second takes milliseconds, and nothing is late because the machine is busy.
/// </summary>
internal sealed class InProcessStage : IStage
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(5);

    /// <summary>While no timer is due, time moves on by as much.</summary>
    private static readonly TimeSpan Leap = TimeSpan.FromMilliseconds(100);

    /// <summary>Whoever blocks a thread for so long may be waiting for time to pass.</summary>
    private static readonly TimeSpan LongestWork = TimeSpan.FromMilliseconds(500);

    /// <summary>Bytes on their way to one client: a few frames.</summary>
    private const int Window = 2 * 1024;

    private const int ShortCalm = 5;
    private const int LongCalm = 200;
    private const int EagerLooks = 50;

    private readonly ManualTimeProvider _time = new();
    private readonly string _folder;
    private readonly Store _store;
    private readonly ConcurrentDictionary<string, SocketWindow> _windows = new();
    private readonly Thread _clock;
    private readonly ConcurrentQueue<Look> _looks = new();
    private volatile bool _isOver;
    private Nemesis _nemesis;
    private FaultyServer _server = null!;
    private TestServer _host = null!;
    private HttpClient _http = null!;
    private TaskCompletionSource _serving = Waiting.Signal();

    private InProcessStage(string folder, Store store)
    {
        _folder = folder;
        _store = store;
        _nemesis = new(_time);
        _clock = new(PassTime) { IsBackground = true, Name = "clock" };
        _clock.Start();
    }

    public TimeProvider Time => _time;

    /// <summary>A lease's events wait for 50 ms for what may have been overtaken, the loop of renewals ticks every 10, and so does this clock.</summary>
    public TimeSpan Slack => TimeSpan.FromMilliseconds(100);

    public TimeSpan Interval => LiveStreamOptions.MinRenewalInterval;

    public HttpClient Http => Volatile.Read(ref _http);

    public string ApiKey => FaultyServer.ApiKey;

    public Task Serving => Volatile.Read(ref _serving).Task;

    public static async Task<IStage> OpenAsync(Store store)
    {
        // Nobody pulls a plug here: what is committed need not reach a disk, and a thousand runs would wait for it.
        var memory = new DirectoryInfo("/dev/shm");
        var folder = memory.Exists ? Directory.CreateDirectory(Path.Combine(memory.FullName, $"realtime-{Guid.NewGuid():n}")) : Directory.CreateTempSubdirectory("realtime-");
        var stage = new InProcessStage(folder.FullName, store);
        await stage.StartAsync();
        return stage;
    }

    public async Task<IHubTransport> OpenHubAsync(string token, CancellationToken stop)
    {
        var (name, window) = ($"{Guid.NewGuid():n}", new SocketWindow(Window));
        _windows[name] = window;
        var query = $"access_token={Uri.EscapeDataString(token)}&window={name}";
        var address = new UriBuilder(_host.BaseAddress) { Scheme = "ws", Path = "/hub", Query = query };
        return new SocketTransport(await _host.CreateWebSocketClient().ConnectAsync(address.Uri, stop), window.Give);
    }

    public Task BeginAsync(int seed, History history)
    {
        _windows.Clear();
        _nemesis.Begin(seed);
        _nemesis.Told = history.Note;
        return Task.CompletedTask;
    }

    public Task SetNemesisAsync(NemesisMode mode)
    {
        _nemesis.Mode = mode;
        return Task.CompletedTask;
    }

    public Task JumpAsync(TimeSpan by)
    {
        _time.Jump(by);
        return Task.CompletedTask;
    }

    /// <summary>As a crash as one process can have one: from one moment to the next nothing reaches the storage and nobody is heard; what is
    /// left is stopped where it cannot do anything any more.</summary>
    public async Task CrashAsync()
    {
        Volatile.Write(ref _serving, Waiting.Signal());
        _nemesis.IsCut = true;
        foreach (var window in _windows.Values) window.Break();
        _windows.Clear();
        await _server.DisposeAsync();
        _nemesis = _nemesis.Next();
        await StartAsync();
    }

    public async Task StillAsync(Func<Task> look)
    {
        var looking = new Look();
        _looks.Enqueue(looking);
        await looking.IsStill.Task;
        try
        {
            await look();
        }
        finally
        {
            looking.Over.Set();
        }
    }

    public Task<string> CountsAsync() => Task.FromResult(_nemesis.Counts.ToString());

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _isOver = true;
        _clock.Join();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task StartAsync()
    {
        _server = new FaultyServer(_nemesis, [("Data:Folder", _folder), .. _store.Settings]) { Sockets = new NarrowSockets(WindowOf) };
        _host = await Task.Run(() => _server.Server);
        Volatile.Write(ref _http, _server.CreateClient());
        Volatile.Read(ref _serving).TrySetResult();
    }

    private SocketWindow? WindowOf(HttpContext http) => http.Request.Query["window"] is [{ } name] ? _windows.GetValueOrDefault(name) : null;

    // On a thread of its own: of those of the pool, none is to work while time passes.
    private void PassTime()
    {
        while (!_isOver)
        {
            while (_looks.TryDequeue(out var look))
            {
                BeCalm(LongCalm);
                look.IsStill.SetResult();
                look.Over.Wait();
            }

            var due = _time.NextDue ?? Leap;
            _time.Advance(due <= Step ? Step : due < Leap ? due : Leap);
            BeCalm(ShortCalm);
        }
    }

    /// <summary>Ends when, looked at several times in a row, nobody works in the pool and nobody waits for the storage.</summary>
    private void BeCalm(int looks)
    {
        ThreadPool.GetMaxThreads(out var most, out _);
        var began = TimeProvider.System.GetTimestamp();
        for (int calm = 0, looked = 0; calm < looks && TimeProvider.System.GetElapsedTime(began) < LongestWork; looked++)
        {
            // Looking takes nothing from those who work, but for the first moment, in which most work is done.
            if (looked < EagerLooks) Thread.SpinWait(20);
            else Thread.Sleep(calm > 0 ? 0 : 1);
            ThreadPool.GetAvailableThreads(out var available, out _);
            calm = _nemesis.Working == 0 && ThreadPool.PendingWorkItemCount == 0 && available == most ? calm + 1 : 0;
        }
    }

    private sealed class Look
    {
        public TaskCompletionSource IsStill { get; } = Waiting.Signal();

        public ManualResetEventSlim Over { get; } = new();
    }
}
