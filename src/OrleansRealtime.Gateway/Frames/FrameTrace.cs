using System.Diagnostics;

namespace OrleansRealtime.Gateway.Frames;

/// <summary>The trace whose change made a frame. An entity may have thousands of viewers, and one trace shows no more of them than a few.</summary>
internal sealed class FrameTrace
{
    /// <summary>Enough to see the first and how they follow each other.</summary>
    private const int MaxWrites = 16;

    private readonly ActivityContext _context;
    private int _writes;

    private FrameTrace(ActivityContext context) => _context = context;

    /// <summary>Of the trace that is under way; <c>null</c> = none is, or nobody looks.</summary>
    public static FrameTrace? OfCurrent() =>
        GatewayTracing.Source.HasListeners() && Activity.Current is { Recorded: true } current ? new(current.Context) : null;

    /// <summary>Begins the writing of the frame to one connection.</summary>
    public Activity? BeginWrite(string frame)
    {
        if (Interlocked.Increment(ref _writes) > MaxWrites) return null;
        return GatewayTracing.Source.StartActivity("frame.write", ActivityKind.Producer, _context, [new("frame", frame)]);
    }
}
