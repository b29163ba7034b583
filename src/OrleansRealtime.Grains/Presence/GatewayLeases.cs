namespace OrleansRealtime.Grains.Presence;

/// <summary>Which gateways live, by their last beat. Pure: the caller says what time it is.</summary>
/// <param name="goneAfter">How long a beat counts.</param>
internal sealed class GatewayLeases(TimeSpan goneAfter)
{
    private readonly Dictionary<string, TimeSpan> _until = [];

    public void Beat(string gateway, TimeSpan now) => _until[gateway] = now + goneAfter;

    /// <summary>Counts only for the grace from now on.</summary>
    public void Leave(string gateway, TimeSpan now, TimeSpan grace)
    {
        if (_until.TryGetValue(gateway, out var until) && now + grace < until) _until[gateway] = now + grace;
    }

    /// <summary>Drops who is gone.</summary>
    public IEnumerable<string> Living(TimeSpan now)
    {
        foreach (var (gateway, until) in _until)
            if (until <= now) _until.Remove(gateway);
        return _until.Keys;
    }
}
