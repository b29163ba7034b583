using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>What a viewer is told next: always the one frame that leads it from where it is to where the entity is. Frames are kept until
/// the entity moves on, for the other viewers at the same place. Guarded by the feed's gate.</summary>
internal sealed class FeedFrames(EntityKey key, FeedState state)
{
    /// <summary>Viewers that keep up are all at the same place; a few more cover those that do not.</summary>
    private const int MaxChangedFrames = 8;

    private readonly List<(long From, Frame Frame)> _changedFrames = [];
    private Frame? _state;
    private Frame? _resetState;

    /// <summary>The trace of the last change, which is what the next frames tell of.</summary>
    private FrameTrace? _trace;

    /// <summary>The frame that a viewer is due, if any; from now on it counts as told.</summary>
    public Frame? Next(EntityWatch watch)
    {
        if (watch.Denial is { } denial)
        {
            watch.Denial = null;
            return Frame.Denied(key, denial);
        }

        if (!watch.IsKept || !state.Merge.IsKnown) return null;
        return state.Snapshot is { } snapshot ? Forward(watch, snapshot) : Gone(watch);
    }

    /// <summary>The entity moved on: the frames of before lead nowhere any more.</summary>
    public void Forget()
    {
        _state = null;
        _resetState = null;
        _changedFrames.Clear();
        _trace = FrameTrace.OfCurrent();
    }

    private Frame? Forward(EntityWatch watch, EntitySnapshot snapshot)
    {
        var (to, sent, backlog) = (snapshot.Position, watch.Sent, watch.TakeBacklog());
        // Who never had anything of it has nothing to replace.
        var startsOver = watch.StartsOver || (watch.IsGone && sent is not null);
        (watch.Sent, watch.IsGone, watch.StartsOver) = (to, false, false);
        if (!startsOver)
        {
            if (sent is not { } from) return _state ??= Frame.State(snapshot, reset: false, _trace);
            if (from == to) return null;
            if (from.Epoch == to.Epoch && Changed(from.Version, to, backlog) is { } changed) return changed;
        }

        return _resetState ??= Frame.State(snapshot, reset: true, _trace);
    }

    private Frame? Gone(EntityWatch watch)
    {
        if (watch.IsGone) return null;
        watch.TakeBacklog();
        watch.IsGone = true;
        // A tombstone that was swept has no position any more; the next one of what was there is what it had at the least.
        var last = state.Merge.Last!.Value;
        var end = state.Merge.IsTombstone ? last : last.Next();
        // Whoever had nothing of it has its end now.
        watch.Sent ??= end;
        return Frame.Deleted(key, end, _trace);
    }

    private Frame? Changed(long from, Position to, Backlog? backlog)
    {
        if (backlog is null)
        {
            foreach (var known in _changedFrames)
            {
                if (known.From == from) return known.Frame;
            }
        }

        var changes = state.Recent.Since(from);
        if (changes is null && backlog is not null)
        {
            if (backlog.Change.Version == to.Version) changes = [backlog.Change];
            else if (state.Recent.Since(backlog.Change.Version) is { } rest) changes = [backlog.Change, .. rest];
        }

        if (changes is not { Count: > 0 }) return null;
        var frame = Frame.Changed(key, to.Epoch, from, ChangeCoalescing.Coalesce(changes), _trace);
        if (backlog is null && _changedFrames.Count < MaxChangedFrames) _changedFrames.Add((from, frame));
        return frame;
    }
}
