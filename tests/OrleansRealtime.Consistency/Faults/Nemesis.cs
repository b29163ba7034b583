namespace OrleansRealtime.Consistency.Faults;

/// <summary>What goes wrong in one server, by seed. In the server's process; the driver turns it.</summary>
internal sealed class Nemesis(TimeProvider time)
{
    private volatile NemesisRandom _random = new(0);
    private volatile NemesisMode _mode;
    private readonly HashSet<string> _answered = [];
    private int _working;

    public TimeProvider Time => time;

    public NemesisRandom Random => _random;

    /// <summary>Calls to the storage that are under way.</summary>
    public int Working => Volatile.Read(ref _working);

    /// <summary>How often what went wrong.</summary>
    public FaultCounts Counts { get; private init; } = new();

    /// <summary>Told of each fault, for the history.</summary>
    public Action<string>? Told { get; set; }

    /// <summary>The process is as good as dead: its storage reaches nothing any more.</summary>
    public volatile bool IsCut;

    public NemesisMode Mode
    {
        get => _mode;
        set => _mode = value;
    }

    /// <summary>For the process after a crash of this one.</summary>
    public Nemesis Next() => new(time) { _random = _random, _mode = _mode, Counts = Counts, Told = Told };

    public void Begin(int seed)
    {
        _random = new(seed);
        lock (_answered) _answered.Clear();
        Counts.Clear();
    }

    /// <summary>Which of some faults strikes, if any; each with its share of all cases.</summary>
    public Fault Roll(string where, params ReadOnlySpan<(Fault Fault, double Share)> faults)
    {
        if (_mode != NemesisMode.Active) return Fault.None;
        var rolled = _random.Next(where);
        foreach (var (fault, share) in faults)
        {
            if ((rolled -= share) >= 0) continue;
            Strike(fault, where);
            return fault;
        }

        return Fault.None;
    }

    /// <summary>When last events are lost: whether the answer to a write is lost, for one owner in four, and once for each.</summary>
    public bool IsLastAnswerLost(string owner)
    {
        if (_mode != NemesisMode.LastEventsLost) return false;
        lock (_answered) if (!_answered.Add(owner)) return false;
        if (_random.Next($"last answer {owner}") >= 0.25) return false;
        Strike(Fault.LastAnswerLost, owner);
        return true;
    }

    public void Strike(Fault fault, string where)
    {
        Counts.Add(fault);
        Told?.Invoke($"fault: {fault} at {where}");
    }

    public async Task<T> WorkAsync<T>(Func<Task<T>> work)
    {
        if (IsCut) throw new IOException("The process was cut off from its storage.");
        Interlocked.Increment(ref _working);
        try
        {
            var result = await work();
            // Committed, perhaps; but whoever waited for it is gone.
            return IsCut ? throw new IOException("The process was cut off from its storage.") : result;
        }
        finally
        {
            Interlocked.Decrement(ref _working);
        }
    }

    /// <summary>Later, when nobody waits for it.</summary>
    public async void Later(TimeSpan wait, Func<Task> work)
    {
        try
        {
            await Task.Delay(wait, time);
            if (!IsCut) await work();
        }
        catch (Exception e)
        {
            // A write that was fenced off, a push into a process that is gone: that is how it should be.
            Told?.Invoke($"too late: {e.GetType().Name}");
        }
    }
}
