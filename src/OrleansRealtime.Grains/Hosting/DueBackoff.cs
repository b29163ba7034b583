using OrleansRealtime.Contracts.Timing;

namespace OrleansRealtime.Grains.Hosting;

/// <summary>
/// Which owners of due rows are to be woken now: those that were woken in vain wait ever longer. An owner gets on when its rows are due no
/// more, or later than before; then its tries are forgotten. A pass is one walk through all owners whose rows are due. Not for several threads.
/// </summary>
internal sealed class DueBackoff(TimeProvider time)
{
    /// <summary>This many tries in vain, within about half an hour, are no bad moment any more.</summary>
    public const int StuckAfter = 8;

    /// <summary>The longest pause between two tries. 15 minutes: what comes back is served within them, and thousands that do not cost a few
    /// calls a second.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);

    /// <summary>The most owners whose tries are counted, at 500 bytes each: 5 MB. Others are woken in each pass.</summary>
    public const int MaxOwners = 10_000;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(30);

    private readonly Dictionary<GrainRowOwner, Tries> _tries = [];
    private int _pass;

    /// <summary>Whether it is time to wake this owner.</summary>
    public bool MayWake(DueOwner due)
    {
        if (!_tries.TryGetValue(due.Owner, out var tries)) return true;
        if (tries.DueAt == due.DueAt)
        {
            _tries[due.Owner] = tries with { SeenIn = _pass };
            return time.GetElapsedTime(tries.At) >= tries.Pause;
        }

        _tries.Remove(due.Owner);
        return true;
    }

    /// <summary>Counts that the owner is woken.</summary>
    /// <returns>How often it was woken already, all in vain.</returns>
    public int CountWaking(DueOwner due)
    {
        var before = _tries.GetValueOrDefault(due.Owner);
        if (before.Count > 0 || _tries.Count < MaxOwners)
        {
            // Shortened by the chance in it, the first pause ends before the next round.
            var pause = Jitter.Pause(before.Count + 1, FirstPause, LongestPause);
            _tries[due.Owner] = new(due.DueAt, before.Count + 1, time.GetTimestamp(), pause, _pass);
        }

        return before.Count;
    }

    /// <summary>Forgets the owners that this pass did not come by: what they had due is done.</summary>
    public void EndPass()
    {
        foreach (var (owner, tries) in _tries)
        {
            if (tries.SeenIn != _pass) _tries.Remove(owner);
        }

        _pass++;
    }

    private readonly record struct Tries(DateTimeOffset DueAt, int Count, long At, TimeSpan Pause, int SeenIn);
}
