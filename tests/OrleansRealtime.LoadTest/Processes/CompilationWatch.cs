using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing;

namespace OrleansRealtime.LoadTest.Processes;

/// <summary>How many methods a .NET process has compiled, by its own counter, tiers included; the process reports it every second.</summary>
internal sealed class CompilationWatch : IAsyncDisposable
{
    private const string Counter = "methods-jitted-count";

    private readonly EventPipeSession _session;
    private readonly Task _reading;
    private long _methods;

    public CompilationWatch(int process)
    {
        var provider = new EventPipeProvider(
            "System.Runtime", EventLevel.Informational, 0, new Dictionary<string, string> { ["EventCounterIntervalSec"] = "1" });
        _session = new DiagnosticsClient(process).StartEventPipeSession([provider], requestRundown: false);
        _reading = Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>0 until the first report.</summary>
    public long Methods => Interlocked.Read(ref _methods);

    public async ValueTask DisposeAsync()
    {
        await _session.StopAsync(CancellationToken.None);
        await _reading;
        _session.Dispose();
    }

    private void Read()
    {
        using var source = new EventPipeEventSource(_session.EventStream);
        source.Dynamic.All += Note;
        source.Process();
    }

    private void Note(TraceEvent sent)
    {
        if (sent.EventName != "EventCounters" || sent.PayloadValue(0) is not IDictionary<string, object> outer) return;
        if (outer["Payload"] is IDictionary<string, object> counter && counter["Name"] is Counter) Interlocked.Exchange(ref _methods, Convert.ToInt64(counter["Mean"]));
    }
}
