namespace OrleansRealtime.Import;

/// <summary>Lines of which something is to be told: the first are told one by one, all are counted. Any thread may add.</summary>
internal sealed class Findings
{
    private const int MaxTold = 20;

    private readonly Lock _gate = new();
    private readonly List<string> _told = [];
    private long _count;

    public long Count
    {
        get
        {
            lock (_gate) return _count;
        }
    }

    public IReadOnlyList<string> Told
    {
        get
        {
            lock (_gate) return [.. _told];
        }
    }

    public void Add(ImportLine line, string what)
    {
        lock (_gate)
        {
            _count++;
            if (_told.Count < MaxTold) _told.Add($"Line {line.Number:N0}, {line.Entity.Ref}: {what}");
        }
    }
}
