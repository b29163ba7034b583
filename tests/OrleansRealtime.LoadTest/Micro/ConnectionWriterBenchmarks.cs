using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Gateway.Sending;

namespace OrleansRealtime.LoadTest.Micro;

/// <summary>One frame to many viewers: from the mark in each connection's writer until each has written it to a socket that takes everything at once.</summary>
public class ConnectionWriterBenchmarks : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly CountdownEvent _written = new(1);
    private Viewer[] _viewers = [];

    [Params(1, 100, 1_000)]
    public int Viewers { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var metrics = new GatewayMetrics(_services.GetRequiredService<IMeterFactory>());
        var change = new EntityChange(2, JsonFields.Parse("""{"title":"Another title of usual length","rank":"b1"}"""), null, Samples.Noon, "ana");
        var mark = Frame.Changed(Samples.Key, "k3v9x0qa", 1, change);
        _viewers = [.. Enumerable.Range(0, Viewers).Select(_ => new Viewer(
            new(new Nowhere(_written), new(), TimeProvider.System, metrics, NullLogger<ConnectionWriter>.Instance), new Mark(mark)))];
    }

    [Benchmark]
    public void Write()
    {
        _written.Reset(_viewers.Length);
        using (var woken = new WokenWriters())
        {
            foreach (var viewer in _viewers) woken.Mark(viewer.Writer, viewer.Mark);
        }

        _written.Wait();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _written.Dispose();
        _services.Dispose();
        GC.SuppressFinalize(this);
    }

    private sealed record Viewer(ConnectionWriter Writer, Mark Mark);

    private sealed class Mark(Frame frame) : PendingFrame
    {
        public override Frame? Next() => frame;
    }

    private sealed class Nowhere(CountdownEvent written) : IFrameWriter
    {
        public int PartsOf(Frame frame) => 1;

        public ValueTask WriteAsync(Frame frame, int part)
        {
            written.Signal();
            return ValueTask.CompletedTask;
        }

        public void Abort(bool mayReturn)
        {
        }
    }
}
