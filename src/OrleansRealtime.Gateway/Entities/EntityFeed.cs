using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
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
    private readonly IEntityAccess _access;
    private readonly GatewayPresence _presence;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger<EntityFeed> _logger;
    private readonly RecentChanges _recent;
    private readonly List<EntityWatch> _watches = [];
    private EntityMerge _merge = EntityMerge.Nothing;

    public EntityFeed(
        EntityKey key,
        IEntitySource source,
        IEntityAccess access,
        GatewayPresence presence,
        GatewayOptions options,
        TimeProvider time,
        GatewayMetrics metrics,
        ILogger<EntityFeed> logger)
        : base(options, time)
    {
        Key = key;
        _source = source;
        _access = access;
        _presence = presence;
        _metrics = metrics;
        _logger = logger;
        _recent = new(options.RecentChanges, options.RecentBytes);
        _accessAskedAt = time.GetTimestamp();
    }

    public EntityKey Key { get; }

    /// <summary>Whether there is no such entity, as far as this process knows.</summary>
    public bool IsAbsent
    {
        get
        {
            lock (Gate) return _merge.Snapshot is null;
        }
    }

    /// <summary>How many watch it, and how many of them are behind, or may be.</summary>
    public (int All, int Stale) Watches
    {
        get
        {
            lock (Gate) return (_watches.Count, _merge.IsIncomplete || RefetchLoop.IsFailing ? _watches.Count : 0);
        }
    }

    protected override bool IsWorthless => _merge.Snapshot is null;

    protected override bool IsKnown => _merge.IsKnown;

    public override void OnEvent(EntityEvent received)
    {
        if (received is EntityAccessForgotten forgotten)
        {
            ForgetAccess(forgotten.User);
            return;
        }

        if (received is EntityPresence presence)
        {
            lock (Gate) Viewers.Apply(presence.View);
            return;
        }

        using var woken = new WokenWriters();
        lock (Gate)
        {
            var result = _merge.Event(received, Options.MaxHeld);
            if (ReferenceEquals(result.State, _merge) && result.Need == MergeNeed.Nothing) _metrics.EventDropped();
            Take(result, woken);
        }
    }

    public override void OnHead(string head)
    {
        var parts = EntityPosition.Parse(head);
        using var woken = new WokenWriters();
        lock (Gate)
        {
            Confirmed();
            Take(_merge.Head(parts.Position), woken);
            if (parts.Presence is not null || _viewers is not null) Viewers.Head(parts.Presence);
        }
    }

    protected override Task<IAsyncDisposable> SubscribeAsync() => _source.SubscribeAsync(Key, this);

    protected override void OpeningFailed(Exception exception) => LogOpeningFailed(exception, Key);

    protected override void QuestionFailed(Exception exception) => LogQuestionFailed(exception, Key);

    protected override void UnsubscribingFailed(Exception exception) => LogUnsubscribingFailed(exception, Key);

    protected override async Task<bool> AskAsync()
    {
        EntityQuestion question;
        lock (Gate) question = _merge.Question;
        var answer = await TwoTries.AskAsync(() => _source.CatchUpAsync(Key, question.Since), Options.CallTimeout, Time);
        using var woken = new WokenWriters();
        lock (Gate)
        {
            Confirmed();
            var found = Take(_merge.Answer(question, answer), woken);
            if (found && question.Since is not null) _metrics.Repaired();
            return found;
        }
    }

    /// <summary>Makes a merge's result the feed's state and marks what the viewers are due. Called inside the gate.</summary>
    /// <param name="woken">To be disposed by the caller, outside of the gate.</param>
    /// <returns>Whether the state moved.</returns>
    private bool Take(MergeResult result, WokenWriters woken)
    {
        var before = _merge;
        _merge = result.State;
        var moved = !ReferenceEquals(before.Snapshot, _merge.Snapshot) || before.IsKnown != _merge.IsKnown || before.Last != _merge.Last;
        if (moved)
        {
            if (result.Replaced) _recent.Clear();
            if (!result.Applied.IsDefault)
            {
                foreach (var change in result.Applied) _recent.Add(change);
            }

            ForgetFrames();
            _trace = FrameTrace.OfCurrent();
            foreach (var watch in _watches) woken.Mark(watch.Owner.Writer, watch);
        }

        if (result.Need == MergeNeed.Ask) RefetchLoop.Ask();
        return moved;
    }
}
