using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Gateway.Feeds;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Gateway.Presence;
using OrleansRealtime.Gateway.Sending;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>
/// One entity as this process follows it for all its viewers: one subscription, one merged state, a few recent changes.
/// </summary>
internal sealed partial class EntityFeed : EventFeed<EntityEvent>
{
    private readonly IEntitySource _source;
    private readonly GatewayPresence _gatewayPresence;
    private readonly FeedWarnings _warnings;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger<EntityFeed> _logger;
    private readonly WatchList _watches = [];
    private readonly FeedState _state;
    private readonly FeedFrames _frames;
    private readonly FeedAccess _access;
    private readonly FeedPresence _presence;

    public EntityFeed(
        EntityKey key,
        IEntitySource source,
        IEntityAccess access,
        GatewayPresence presence,
        GatewayOptions options,
        FeedWarnings warnings,
        TimeProvider time,
        GatewayMetrics metrics,
        ILogger<EntityFeed> logger)
        : base(options, time)
    {
        Key = key;
        _source = source;
        _gatewayPresence = presence;
        _warnings = warnings;
        _metrics = metrics;
        _logger = logger;
        _state = new(new(options.RecentChanges, options.RecentBytes));
        _frames = new(key, _state);
        _access = new(key, _watches, access, Gate, options, time);
        _presence = new(_watches, CreateViewers);
    }

    public EntityKey Key { get; }

    /// <summary>Whether there is no such entity, as far as this process knows.</summary>
    public bool IsAbsent
    {
        get
        {
            lock (Gate) return _state.Snapshot is null;
        }
    }

    /// <summary>How many watch it, and how many of them are behind, or may be.</summary>
    public (int All, int Stale) Watches
    {
        get
        {
            lock (Gate) return (_watches.Count, _state.Merge.IsIncomplete || RefetchLoop.IsFailing ? _watches.Count : 0);
        }
    }

    /// <inheritdoc cref="FeedAccess.Forgettings"/>
    public int Forgettings => _access.Forgettings;

    protected override bool IsWorthless => _state.Snapshot is null;

    protected override bool IsKnown => _state.Merge.IsKnown;

    public override void OnEvent(EntityEvent received)
    {
        if (received is EntityAccessForgotten forgotten)
        {
            _access.Forget(forgotten.User);
            return;
        }

        if (received is EntityPresence presence)
        {
            lock (Gate) _presence.Apply(presence.View);
            return;
        }

        using var woken = new WokenWriters();
        lock (Gate)
        {
            var result = _state.Merge.Event(received, Options.MaxHeld);
            if (ReferenceEquals(result.State, _state.Merge) && result.Need == MergeNeed.Nothing) _metrics.EventDropped();
            ApplyMerge(result, woken);
        }
    }

    public override void OnHead(string head)
    {
        var parts = EntityPosition.Parse(head);
        using var woken = new WokenWriters();
        lock (Gate)
        {
            Confirmed();
            ApplyMerge(_state.Merge.Head(parts.Position), woken);
            _presence.Head(parts.Presence);
        }
    }

    public override void OnOwnerChanged() => _access.Doubt();

    public override void OnLost()
    {
        base.OnLost();
        _access.Doubt();
    }

    public override void Confirm()
    {
        base.Confirm();
        _access.Confirm();
    }

    /// <summary>Begins a watch, or goes on with one.</summary>
    /// <param name="position">What the client has; <c>null</c> = nothing.</param>
    /// <param name="deadline">When the client has waited long enough.</param>
    /// <param name="alsoAbsent">Whether it goes on where there is no such entity.</param>
    /// <returns>Where the entity stands, or why it cannot be watched.</returns>
    public async ValueTask<WatchOutcome> WatchAsync(EntityWatch watch, Position? position, Deadline deadline, bool alsoAbsent)
    {
        if (IsInDoubt(position) && !await AskAndWaitAsync(deadline)) return new(ProblemCodes.Unavailable);
        var backlog = IsBeyondRecent(watch, position) ? await MissedAsync(position!.Value, deadline) : null;
        lock (Gate)
        {
            if (IsClosed) return new(ProblemCodes.Unavailable);
            if (_state.Snapshot is not { } snapshot) return alsoAbsent ? WatchAbsent(watch, position) : new(ProblemCodes.NotFound);
            var isNew = !watch.IsKept;
            if (!isNew)
            {
                // The connection has, or will have in order, everything up to now. Only who has nothing, or nothing of this life, starts over.
                if (_state.IsPast(position)) return new(At: snapshot.Position);
                watch.StartsOver = watch.Sent is not null;
            }
            else
            {
                Add(watch, position);
                watch.Backlog = backlog is not null && watch.Owner.Writer.TryKeep(backlog.Bytes) ? backlog : null;
            }

            if (watch.StartsOver || watch.Sent != snapshot.Position) watch.Owner.Writer.Mark(watch);
            if (isNew || watch.StartsOver) _presence.Welcome(watch);
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
            if (!watch.IsKept) return;
            Remove(watch);
            watch.Denial = reason;
            watch.Owner.Writer.Mark(watch);
        }
    }

    /// <summary>The frame that a viewer is due, if any; from now on it counts as told.</summary>
    public Frame? Next(EntityWatch watch)
    {
        lock (Gate)
        {
            var wasGone = watch.IsGone;
            var frame = _frames.Next(watch);
            // What was not there may have been viewed all the same, and before this watch began.
            if (wasGone && !watch.IsGone) _presence.Welcome(watch);
            return frame;
        }
    }

    /// <summary>What a watch is due of the entity's viewers, if anything; from now on it counts as told.</summary>
    public Frame? NextPresence(EntityWatch watch, PresenceMark mark)
    {
        lock (Gate) return watch.IsKept ? _presence.Next(mark) : null;
    }

    /// <inheritdoc cref="FeedAccess.Add"/>
    public void AddActiveView(ActiveView view) => _access.Add(view);

    public void RemoveActiveView(ActiveView view) => _access.Remove(view);

    /// <inheritdoc cref="FeedAccess.Forget"/>
    public void ForgetAccess(string user) => _access.Forget(user);

    public override void Dispose()
    {
        base.Dispose();
        lock (Gate) _presence.Dispose();
    }

    protected override Task<IAsyncDisposable> SubscribeAsync() => _source.SubscribeAsync(Key, this);

    protected override void OpeningFailed(Exception exception)
    {
        if (_warnings.Opening.IsDue(out var count)) LogOpeningFailed(exception, count, Key);
    }

    protected override void QuestionFailed(Exception exception)
    {
        if (_warnings.Question.IsDue(out var count)) LogQuestionFailed(exception, count, Key);
    }

    protected override void UnsubscribingFailed(Exception exception) => LogUnsubscribingFailed(exception, Key);

    protected override async Task<bool> AskAsync()
    {
        EntityQuestion question;
        lock (Gate) question = _state.Merge.Question;
        var answer = await TwoTries.AskAsync(() => _source.CatchUpAsync(Key, question.Since), Options.CallTimeout, Time);
        using var woken = new WokenWriters();
        lock (Gate)
        {
            Confirmed();
            var found = ApplyMerge(_state.Merge.Answer(question, answer), woken);
            if (found && question.Since is not null) _metrics.Repaired();
            return found;
        }
    }

    private EntityViewers CreateViewers(Action told) => new(
        Key, () => _source.ViewersAsync(Key), () => _gatewayPresence.Check(Key), told, QuestionFailed, Gate, Options, _gatewayPresence.Options, Time);

    /// <summary>Makes a merge's result the feed's state and marks what the viewers are due. Called inside the gate.</summary>
    /// <param name="woken">To be disposed by the caller, outside of the gate.</param>
    /// <returns>Whether the state moved.</returns>
    private bool ApplyMerge(MergeResult result, WokenWriters woken)
    {
        var moved = _state.Apply(result);
        if (moved)
        {
            _frames.Forget();
            foreach (var watch in _watches) woken.Mark(watch.Owner.Writer, watch);
        }

        if (result.Need == MergeNeed.Ask) RefetchLoop.Refetch();
        return moved;
    }

    /// <summary>Goes on with a watch, or begins one, of what is not there. One that was there is told of its end by a frame.</summary>
    private WatchOutcome WatchAbsent(EntityWatch watch, Position? position)
    {
        if (!watch.IsKept)
        {
            Add(watch, position);
            watch.IsGone = true;
        }

        return new(ProblemCodes.NotFound, IsAbsent: true);
    }

    private void Add(EntityWatch watch, Position? position)
    {
        _watches.Add(watch);
        watch.Sent = position;
    }

    private void Remove(EntityWatch watch)
    {
        watch.TakeBacklog();
        watch.Denial = null;
        if (watch.IsKept) _watches.Remove(watch);
    }

    private bool IsInDoubt(Position? position)
    {
        lock (Gate) return _state.IsInDoubt(position);
    }

    private bool IsBeyondRecent(EntityWatch watch, Position? position)
    {
        lock (Gate) return !watch.IsKept && _state.IsBeyondRecent(position);
    }

    private async Task<bool> AskAndWaitAsync(Deadline deadline)
    {
        try
        {
            return await deadline.WaitAsync(RefetchLoop.RefetchAndWaitAsync());
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
            lock (Gate) ApplyMerge(_state.Merge.Answer(new(since, null), answer), woken);
            var change = ChangeCoalescing.Coalesce(changes);
            return new(change, change.Fields.SizeInBytes());
        }
        catch (Exception e)
        {
            QuestionFailed(e);
            return null;
        }
    }

    [LoggerMessage(EventId = 7400, Level = LogLevel.Warning, Message = "Entities could not be followed {Count} times since this was last said, and whoever watches is told so and tries again; the latest is {Entity}")]
    private partial void LogOpeningFailed(Exception exception, int count, EntityKey entity);

    [LoggerMessage(EventId = 7401, Level = LogLevel.Warning, Message = "Entities did not say what is missing {Count} times since this was last said, and are asked again; the latest is {Entity}")]
    private partial void LogQuestionFailed(Exception exception, int count, EntityKey entity);

    [LoggerMessage(EventId = 7402, Level = LogLevel.Debug, Message = "Unsubscribing from {Entity} failed; the lease ends by itself")]
    private partial void LogUnsubscribingFailed(Exception exception, EntityKey entity);

    // next id: 7403
}
