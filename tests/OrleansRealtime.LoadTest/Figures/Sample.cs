namespace OrleansRealtime.LoadTest.Figures;

/// <summary>What was measured of one thing: any number of durations.</summary>
internal sealed class Sample
{
    private readonly Lock _gate = new();
    private readonly List<double> _milliseconds = [];

    public int Count
    {
        get
        {
            lock (_gate) return _milliseconds.Count;
        }
    }

    public void Add(TimeSpan duration)
    {
        lock (_gate) _milliseconds.Add(duration.TotalMilliseconds);
    }

    /// <summary>The duration, in milliseconds, that this share (0 to 1) of them do not exceed; 0 when there are none.</summary>
    public double Quantile(double share)
    {
        lock (_gate)
        {
            if (_milliseconds.Count == 0) return 0;
            _milliseconds.Sort();
            return _milliseconds[Math.Clamp((int)Math.Ceiling(share * _milliseconds.Count) - 1, 0, _milliseconds.Count - 1)];
        }
    }
}

internal static class Median
{
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) return 0;
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
