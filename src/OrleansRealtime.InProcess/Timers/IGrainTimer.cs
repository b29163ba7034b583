using System.Diagnostics.CodeAnalysis;

namespace Orleans.Runtime;

/// <summary>A timer whose ticks are turns of its grain.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets both times; from within a tick it takes effect after it. Infinite due time: paused. Infinite period: once.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>When a grain timer ticks and what a tick means.</summary>
public readonly struct GrainTimerCreationOptions
{
    public GrainTimerCreationOptions()
    {
    }

    [SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
    {
        DueTime = dueTime;
        Period = period;
    }

    public required TimeSpan DueTime { get; init; }

    /// <summary>From the end of one tick to the next.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>Ticks run while calls run.</summary>
    public bool Interleave { get; init; }

    /// <summary>Ticks count as use, so that the activation is not idle.</summary>
    public bool KeepAlive { get; init; }
}
