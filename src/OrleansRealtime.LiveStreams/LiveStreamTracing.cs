using System.Diagnostics;

namespace OrleansRealtime.LiveStreams;

/// <summary>Traces across a stream: source <c>OrleansRealtime.LiveStreams</c>. A push is a call between processes, with which Orleans carries the trace;
/// here it is kept over the queue in which the push waits. Without a listener nothing is kept and nothing made.</summary>
internal static class LiveStreamTracing
{
    public const string SourceName = "OrleansRealtime.LiveStreams";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>The trace that is under way, if it is recorded.</summary>
    public static ActivityContext Current => Source.HasListeners() && Activity.Current is { Recorded: true } current ? current.Context : default;

    /// <summary>Begins the delivery of what was pushed under a trace.</summary>
    public static Activity? Deliver(ActivityContext pushed) =>
        pushed == default ? null : Source.StartActivity("stream.deliver", ActivityKind.Consumer, pushed);
}
