namespace OrleansRealtime.LoadTest.Load;

/// <summary>When each edit of one entity was due, as timestamps of this process. Noted by who sends them, asked for by those who watch.</summary>
internal sealed class DueTimes
{
    private readonly Lock _gate = new();
    private readonly List<long> _due = [];

    /// <summary>How many edits were sent.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _due.Count;
        }
    }

    /// <returns>The edit's number, from 1.</returns>
    public int Add(long due)
    {
        lock (_gate)
        {
            _due.Add(due);
            return _due.Count;
        }
    }

    /// <param name="number">Of an edit that was sent.</param>
    public long Of(int number)
    {
        lock (_gate) return _due[number - 1];
    }
}
