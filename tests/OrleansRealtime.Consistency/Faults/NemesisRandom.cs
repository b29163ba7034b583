namespace OrleansRealtime.Consistency.Faults;

/// <summary>
/// Chance that can be repeated: the n-th number of a name is the same in every run of a seed, whatever else happens and in which order.
/// </summary>
internal sealed class NemesisRandom(int seed)
{
    private readonly Dictionary<string, uint> _drawn = [];
    private readonly Lock _gate = new();

    /// <summary>The next number of a name's, from 0 up to 1.</summary>
    public double Next(string name)
    {
        uint count;
        lock (_gate) _drawn[name] = count = _drawn.GetValueOrDefault(name) + 1;
        // FNV-1a, then the finish of MurmurHash3: neighbours get numbers that have nothing to do with each other.
        var hash = 14695981039346656037UL ^ (ulong)seed;
        foreach (var letter in name) hash = (hash ^ letter) * 1099511628211UL;
        hash = (hash ^ count) * 1099511628211UL;
        hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdUL;
        hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return ((hash ^ (hash >> 33)) >> 11) / (double)(1UL << 53);
    }

    public TimeSpan Next(string name, double leastMs, double mostMs) => TimeSpan.FromMilliseconds(leastMs + (Next(name) * (mostMs - leastMs)));
}
