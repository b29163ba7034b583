namespace OrleansRealtime.Consistency.Faults;

/// <summary>How bad the weather is.</summary>
internal enum Weather
{
    /// <summary>Nothing goes wrong.</summary>
    Calm,

    /// <summary>Everything goes wrong, now and then.</summary>
    Storm,

    /// <summary>Nothing goes wrong but that each second stream loses all its news, the last one of all, which has no successor to reveal it;
    /// or the news is never sent, because the answer to the write is lost and with it the activation that would have sent it.</summary>
    LastNewsLost,

    /// <summary>Just before a crash: what is committed is answered, and no user can be told of it any more.</summary>
    NobodyTold,
}

/// <summary>What goes wrong in one server, by seed. In the server's process; the driver turns it.</summary>
internal sealed class FaultControl(TimeProvider time)
{
    private volatile Dice _dice = new(0);
    private volatile Weather _weather;
    private readonly HashSet<string> _answered = [];
    private int _working;

    public TimeProvider Time => time;

    public Dice Dice => _dice;

    /// <summary>Calls to the storage that are under way.</summary>
    public int Working => Volatile.Read(ref _working);

    /// <summary>How often what went wrong.</summary>
    public FaultCounts Counts { get; private init; } = new();

    /// <summary>Told of each fault, for the history.</summary>
    public Action<string>? Told { get; set; }

    /// <summary>The process is as good as dead: its storage reaches nothing any more.</summary>
    public volatile bool IsCut;

    public Weather Weather
    {
        get => _weather;
        set => _weather = value;
    }

    /// <summary>For the process after a crash of this one.</summary>
    public FaultControl Next() => new(time) { _dice = _dice, _weather = _weather, Counts = Counts, Told = Told };

    public void Begin(int seed)
    {
        _dice = new(seed);
        lock (_answered) _answered.Clear();
        Counts.Clear();
    }

    /// <summary>Which of some faults strikes, if any; each with its share of all cases.</summary>
    public Fault Roll(string where, params ReadOnlySpan<(Fault Fault, double Share)> faults)
    {
        if (_weather != Weather.Storm) return Fault.None;
        var rolled = _dice.Next(where);
        foreach (var (fault, share) in faults)
        {
            if ((rolled -= share) >= 0) continue;
            Strike(fault, where);
            return fault;
        }

        return Fault.None;
    }

    /// <summary>Once the weather is so: whether the answer to a write is lost, for one owner in four, and once for each.</summary>
    public bool IsLastAnswerLost(string owner)
    {
        if (_weather != Weather.LastNewsLost) return false;
        lock (_answered) if (!_answered.Add(owner)) return false;
        if (_dice.Next($"last answer {owner}") >= 0.25) return false;
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

internal enum Fault
{
    None,
    PushLost,
    PushDoubled,
    PushDelayed,
    PushFails,
    NoticeLost,
    CallFailsBefore,
    CallFailsAfter,
    CallHangs,
    ReportLate,
    WriteFailsBefore,
    WriteFailsAfter,
    WriteLostAndLate,
    RowsFail,
    LastNewsLost,
    LastAnswerLost,
}

internal sealed class FaultCounts
{
    private readonly int[] _counts = new int[Enum.GetValues<Fault>().Length];

    public int this[Fault fault] => Volatile.Read(ref _counts[(int)fault]);

    public void Add(Fault fault) => Interlocked.Increment(ref _counts[(int)fault]);

    public void Clear() => Array.Clear(_counts);

    public override string ToString() =>
        string.Join(", ", Enum.GetValues<Fault>().Where(fault => this[fault] > 0).Select(fault => $"{this[fault]} {fault}"));
}
