using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Gateway.Feeds;
using OrleansRealtime.Gateway.Sending;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>How viewers come and go. A viewer that comes back says where it was and gets what it missed, and nothing twice.</summary>
internal sealed partial class EntityFeed
{
    /// <summary>Begins a watch, or goes on with one.</summary>
    /// <param name="position">What the client has; <c>null</c> = nothing.</param>
    /// <param name="deadline">When the client has waited long enough.</param>
    /// <param name="alsoAbsent">Whether it goes on where there is no such entity.</param>
    /// <returns>Where the entity stands, or why it cannot be watched.</returns>
    public async ValueTask<WatchOutcome> WatchAsync(EntityWatch watch, Position? position, Deadline deadline, bool alsoAbsent)
    {
        // Gone, ahead of what is known here, or from another life: only the grain knows whether this feed is late or the client mistaken.
        if (IsInDoubt(position) && !await AskAndWaitAsync(deadline)) return new(ProblemCodes.Unavailable);
        var backlog = IsBeyondRecent(watch, position) ? await MissedAsync(position!.Value, deadline) : null;
        lock (Gate)
        {
            if (IsClosed) return new(ProblemCodes.Unavailable);
            if (_merge.Snapshot is not { } snapshot) return alsoAbsent ? WatchAbsent(watch, position) : new(ProblemCodes.NotFound);
            var isNew = watch.Index < 0;
            if (!isNew)
            {
                // The connection has, or will have in order, everything up to now. Only who has nothing, or nothing of this life, starts over.
                if (IsPastOf(position, snapshot)) return new(At: snapshot.Position);
                watch.StartsOver = watch.Sent is not null;
            }
            else
            {
                Add(watch, position);
                watch.Backlog = backlog is not null && watch.Owner.Writer.TryKeep(backlog.Bytes) ? backlog : null;
            }

            if (watch.StartsOver || watch.Sent != snapshot.Position) watch.Owner.Writer.Mark(watch);
            if (isNew || watch.StartsOver) Welcome(watch);
            return new(At: snapshot.Position);
        }
    }

    /// <summary>Ends a watch: no frame of it is made from now on.</summary>
    public void Unwatch(EntityWatch watch)
    {
        lock (Gate) Remove(watch);
    }

    /// <summary>Ends a watch, and has its connection told why.</summary>
    public void Deny(EntityWatch watch, ProblemCode reason)
    {
        lock (Gate)
        {
            if (watch.Index < 0) return;
            Remove(watch);
            watch.Denial = reason;
            watch.Owner.Writer.Mark(watch);
        }
    }

    /// <summary>Goes on with a watch, or begins one, of what is not there. One that was there is told of its end by a frame.</summary>
    private WatchOutcome WatchAbsent(EntityWatch watch, Position? position)
    {
        if (watch.Index < 0)
        {
            Add(watch, position);
            watch.IsGone = true;
        }

        return new(ProblemCodes.NotFound, IsAbsent: true);
    }

    private void Add(EntityWatch watch, Position? position)
    {
        watch.Index = _watches.Count;
        _watches.Add(watch);
        watch.Sent = position;
    }

    private void Remove(EntityWatch watch)
    {
        TakeBacklog(watch);
        watch.Denial = null;
        if (watch.Index < 0) return;
        var last = _watches[^1];
        _watches[watch.Index] = last;
        last.Index = watch.Index;
        _watches.RemoveAt(_watches.Count - 1);
        watch.Index = -1;
    }

    private bool IsInDoubt(Position? position)
    {
        lock (Gate) return _merge.Snapshot is not { } snapshot || (position is not null && !IsPastOf(position, snapshot));
    }

    private bool IsBeyondRecent(EntityWatch watch, Position? position)
    {
        lock (Gate)
        {
            return watch.Index < 0 && _merge.Snapshot is { } snapshot && position is { } at && at != snapshot.Position
                && IsPastOf(at, snapshot) && _recent.Since(at.Version) is null;
        }
    }

    private static bool IsPastOf(Position? position, EntitySnapshot snapshot) =>
        position is { } at && at.Epoch == snapshot.Position.Epoch && at.Version <= snapshot.Position.Version;

    private async Task<bool> AskAndWaitAsync(Deadline deadline)
    {
        try
        {
            return await deadline.WaitAsync(RefetchLoop.AskAndWaitAsync());
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>What the grain's log has after a position that the recent changes do not reach; <c>null</c> = the viewer gets a state.</summary>
    private async Task<Backlog?> MissedAsync(Position since, Deadline deadline)
    {
        try
        {
            var answer = await TwoTries.AskAsync(() => _source.CatchUpAsync(Key, since), deadline.Left, Time);
            // A reading is not merged: it may be older than what was learnt meanwhile, and of another life nobody could tell.
            if (answer.Changes is not { Length: > 0 } changes) return null;
            using var woken = new WokenWriters();
            lock (Gate) Take(_merge.Answer(new(since, null), answer), woken);
            var change = ChangeCoalescing.Fold(changes);
            return new(change, change.Fields.SizeInBytes());
        }
        catch (Exception e)
        {
            LogQuestionFailed(e, Key);
            return null;
        }
    }
}

/// <summary>What came of a watch: a position, or an error.</summary>
/// <param name="IsAbsent">It goes on all the same: nothing is there, and when something is, the connection is told.</param>
internal readonly record struct WatchOutcome(ProblemCode? Error = null, Position? At = null, bool IsAbsent = false)
{
    public bool GoesOn => Error is null || IsAbsent;
}
