namespace OrleansRealtime.LiveStreams.Subscribing;

/// <summary>
/// Follows one stream's numbers and says what is missing. Pure, and the only place that decides it.
/// <para>
/// Pushes and leases come by different ways, so either may overtake the other. A push whose epoch has no lease yet is taken if it is not
/// held back (see <see cref="ReorderBuffer"/>), and checked when the lease arrives. A lease that is ahead of the pushes proves a loss only
/// if the next lease still is: until then the events may be on their way.
/// </para>
/// </summary>
internal sealed class SequenceTracker
{
    private string? _epoch;
    private string? _previousEpoch;
    private long _last;

    /// <summary>The first event of an epoch whose lease has not come yet; 0 once it has.</summary>
    private long _firstUnchecked;

    /// <summary>How far a lease said the stream was, beyond what had arrived; 0 if it agreed.</summary>
    private long _suspected;

    /// <summary>
    /// Whether a push would show a gap now that may close by itself: what is missing, or the lease of its epoch, may be on its way.
    /// </summary>
    public bool IsAhead(string epoch, long first) => epoch == _epoch ? first > _last + 1 : epoch != _previousEpoch;

    /// <summary>Takes a push, and says how many of its items are old and what is missing before the others.</summary>
    public (int Skip, LiveGap? Gap) Push(string epoch, long first, int count)
    {
        var end = first + count - 1;
        // What the activation before the last lease's still had under way. Epochs have no order: only having left one tells that it is old.
        if (epoch == _previousEpoch) return (count, null);

        if (epoch != _epoch)
        {
            var changed = _epoch is null ? default(LiveGap?) : OwnerChanged(epoch);
            Enter(epoch, last: end, firstUnchecked: first);
            return (0, changed);
        }

        // Twice, or late: its place was passed, and the gap that it left was told.
        if (end <= _last) return (count, null);

        var gap = first > _last + 1 ? Lost(_last + 1, first - 1) : default(LiveGap?);
        var skip = (int)Math.Max(0, _last + 1 - first);
        _last = end;
        return (skip, gap);
    }

    /// <summary>Whether the next lease of this epoch shows a loss, being the second that is ahead of the pushes.</summary>
    public bool ProvesLoss(string epoch) => epoch == _epoch && _suspected > _last;

    /// <summary>Takes a lease, and says what is missing for sure, and whether another lease is needed soon to be sure.</summary>
    public (LiveGap? Gap, bool Suspects) Lease(string epoch, long sequence)
    {
        if (epoch != _epoch)
        {
            var changed = _epoch is null ? default(LiveGap?) : OwnerChanged(epoch);
            Enter(epoch, last: sequence, firstUnchecked: 0);
            return (changed, false);
        }

        LiveGap? gap = null;
        if (_firstUnchecked > sequence + 1) gap = Lost(sequence + 1, _firstUnchecked - 1);
        _firstUnchecked = 0;
        if (_suspected > _last)
        {
            gap = Lost(_last + 1, _suspected);
            _last = _suspected;
        }

        _suspected = sequence > _last ? sequence : 0;
        return (gap, _suspected > 0);
    }

    /// <summary>Events up to here were dropped on this side, for lack of room: no need to wait for a lease to say so.</summary>
    public LiveGap? Dropped(string epoch, long to)
    {
        if (epoch != _epoch || to <= _last) return null;
        var gap = Lost(_last + 1, to);
        _last = to;
        return gap;
    }

    private void Enter(string epoch, long last, long firstUnchecked)
    {
        _previousEpoch = _epoch;
        _epoch = epoch;
        _last = last;
        _firstUnchecked = firstUnchecked;
        _suspected = 0;
    }

    private LiveGap Lost(long from, long to) => new(LiveGapKind.Lost, _epoch!, from, to);

    private static LiveGap OwnerChanged(string epoch) => new(LiveGapKind.OwnerChanged, epoch, 0, 0);
}
