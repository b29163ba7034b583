using OrleansRealtime.Entities;

namespace OrleansRealtime.Server.Gateway;

/// <summary>
/// One entity as this process follows it for all its viewers: one subscription, one merged state, a few recent changes. It subscribes first
/// and reads then, so that nothing falls between; what news leaves open it asks the grain for.
/// </summary>
internal sealed partial class EntityFeed : Feed, IEntityListener
{
    private readonly IEntitySource _source;
    private readonly IEntityAccess _access;
    private readonly GatewayMetrics _metrics;
    private readonly ILogger<EntityFeed> _logger;
    private readonly Questions _questions;
    private readonly RecentChanges _recent;
    private readonly List<EntityWatch> _watches = [];
    private readonly double _haste = 1 - Jitter.Share(0.25);
    private Task<IAsyncDisposable>? _subscription;
    private EntityMerge _merge = EntityMerge.Nothing;
    private long _confirmedAt;
    private int _forgettings;

    public EntityFeed(
        EntityKey key,
        IEntitySource source,
        IEntityAccess access,
        GatewayOptions options,
        TimeProvider time,
        GatewayMetrics metrics,
        ILogger<EntityFeed> logger)
        : base(options, time)
    {
        Key = key;
        _source = source;
        _access = access;
        _metrics = metrics;
        _logger = logger;
        _recent = new(options.RecentChanges, options.RecentBytes);
        _questions = new(AskAsync, IsMissingSomething, e => LogQuestionFailed(e, key), options, time);
    }

    public EntityKey Key { get; }

    /// <summary>Changes whenever somebody's access was forgotten: what was asked about access before that may no longer hold.</summary>
    public int Forgettings => Volatile.Read(ref _forgettings);

    protected override bool IsWorthless => _merge.Snapshot is null;

    public void OnNews(EntityNews news)
    {
        if (news is EntityAccessForgotten forgotten)
        {
            AccessForgotten(forgotten.User);
            return;
        }

        lock (Gate)
        {
            var result = _merge.News(news, Options.MaxHeld);
            if (ReferenceEquals(result.State, _merge) && result.Need == MergeNeed.Nothing) _metrics.NewsDropped();
            Take(result);
        }
    }

    public void OnHead(string head)
    {
        lock (Gate)
        {
            _confirmedAt = Time.GetTimestamp();
            Take(_merge.Head(head));
        }
    }

    public void OnLost() => _questions.Ask();

    public override void Confirm()
    {
        lock (Gate)
        {
            // Each feed a little earlier than the bound, and each at another time: those that were opened together do not ask together.
            if (!_merge.IsKnown || Time.GetElapsedTime(_confirmedAt) < Options.ConfirmWithin * _haste) return;
            _confirmedAt = Time.GetTimestamp();
        }

        _questions.Ask();
    }

    protected override async Task StartAsync()
    {
        _subscription = _source.SubscribeAsync(Key, this);
        await _subscription.WaitAsync(Options.CallTimeout, Time);
        await AskAsync();
    }

    protected override void OpeningFailed(Exception exception) => LogOpeningFailed(exception, Key);

    public override void Dispose()
    {
        _questions.Dispose();
        _ = UnsubscribeAsync();
    }

    private async Task UnsubscribeAsync()
    {
        try
        {
            // Also when subscribing took too long for whoever waited: it must not stay behind.
            if (_subscription is { } subscription) await (await subscription).DisposeAsync();
        }
        catch (Exception e)
        {
            // The lease ends by itself.
            LogUnsubscribingFailed(e, Key);
        }
    }

    private async Task<bool> AskAsync()
    {
        EntityQuestion question;
        lock (Gate) question = _merge.Question;
        var answer = await _source.CatchUpAsync(Key, question.Since).WaitAsync(Options.CallTimeout, Time);
        lock (Gate)
        {
            _confirmedAt = Time.GetTimestamp();
            var found = Take(_merge.Answer(question, answer));
            if (found && question.Since is not null) _metrics.Repaired();
            return found;
        }
    }

    private bool IsMissingSomething()
    {
        lock (Gate) return _merge.HasGap;
    }

    /// <summary>Makes a merge's result the feed's state and has the viewers told. Called inside the gate.</summary>
    /// <returns>Whether the state moved.</returns>
    private bool Take(MergeResult result)
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
            foreach (var watch in _watches) watch.Owner.Outbox.Mark(watch);
        }

        switch (result.Need)
        {
            case MergeNeed.Ask:
                _questions.Ask();
                break;
            case MergeNeed.Patience:
                _questions.AskIfStillMissing();
                break;
        }

        return moved;
    }

    private void AccessForgotten(string user)
    {
        // First this process's own answers, or asking again would only repeat them.
        _access.Forget(Key.Workspace, user, Key);
        Interlocked.Increment(ref _forgettings);
        EntityWatch[] watches;
        lock (Gate) watches = [.. _watches.Where(watch => watch.Owner.User == user)];
        foreach (var watch in watches) watch.Owner.AccessForgotten(watch);
    }
}
