using System.Diagnostics;

namespace OrleansRealtime.LoadTest.Versions;

/// <summary>What one tab was told of its entities: when it had which version, and whether each frame went on where the one before it ended.</summary>
internal sealed class TabView
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<Arrival>> _arrivals = [];
    private readonly List<string> _faults = [];
    private long _frames;

    /// <summary>Frames about entities since the start.</summary>
    public long Frames => Interlocked.Read(ref _frames);

    /// <summary>Frames that came twice, came late, or left something out.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_gate) return [.. _faults];
        }
    }

    public void Take(ReadOnlySpan<byte> message)
    {
        var now = Stopwatch.GetTimestamp();
        foreach (var frame in EntityFrame.Of(message)) Take(frame, now);
    }

    /// <summary>The version that it has; 0 before the first.</summary>
    public long VersionOf(string entity)
    {
        lock (_gate) return _arrivals.TryGetValue(entity, out var arrivals) ? arrivals[^1].Version : 0;
    }

    /// <summary>What came since the last time that this was asked, and before it the last of those that had come then.</summary>
    public IReadOnlyList<Arrival> TakeArrivals(string entity)
    {
        lock (_gate)
        {
            if (!_arrivals.TryGetValue(entity, out var arrivals)) return [];
            _arrivals[entity] = [arrivals[^1]];
            return arrivals;
        }
    }

    private void Take(EntityFrame frame, long now)
    {
        Interlocked.Increment(ref _frames);
        lock (_gate)
        {
            if (!_arrivals.TryGetValue(frame.Id, out var arrivals)) _arrivals[frame.Id] = arrivals = [];
            var had = arrivals.Count == 0 ? 0 : arrivals[^1].Version;
            // A state stands for itself: it may pass over versions, but not go back.
            if (frame.From is { } from && from != had) _faults.Add($"was told what changed from version {from} of {frame.Id} when it had {had}");
            if (frame.To > had) arrivals.Add(new(frame.To, now));
            else _faults.Add($"was told version {frame.To} of {frame.Id} when it had {had}");
        }
    }
}

/// <param name="At">When a tab had the version, as a timestamp of this process.</param>
internal readonly record struct Arrival(long Version, long At);
