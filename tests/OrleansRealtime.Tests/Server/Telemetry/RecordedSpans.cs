using System.Collections.Concurrent;
using System.Diagnostics;

namespace OrleansRealtime.Tests.Server.Telemetry;

/// <summary>The spans of one trace that ended in this process, as a server has them recorded: itself it asks for none.</summary>
internal sealed class RecordedSpans : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _spans = new();

    public RecordedSpans(ActivityTraceId trace)
    {
        _listener = new()
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.None,
            ActivityStopped = span =>
            {
                if (span.TraceId == trace && span.Recorded) _spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyList<Activity> All => [.. _spans];

    public IReadOnlyList<Activity> Named(string name) => [.. _spans.Where(span => span.OperationName == name)];

    /// <summary>A span and those that it is in, from the inside out.</summary>
    public IReadOnlyList<Activity> Path(Activity span)
    {
        List<Activity> path = [];
        for (var at = span; at is not null; at = _spans.FirstOrDefault(other => other.SpanId == at.ParentSpanId)) path.Add(at);
        return path;
    }

    public override string ToString() => string.Join("; ", _spans.Select(span => $"{span.Source.Name} {span.OperationName} {span.SpanId} in {span.ParentSpanId}"));

    public void Dispose() => _listener.Dispose();
}
