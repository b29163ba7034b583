using OrleansRealtime.Contracts.Timing;

namespace OrleansRealtime.Gateway.Feeds;

/// <summary>
/// A feed that lives from the events of a stream. It subscribes first and reads then, so that nothing falls between; what events leave open, or
/// what was not confirmed for too long, it asks the grain for.
/// </summary>
internal abstract class EventFeed<TEvent> : Feed, IFeedListener<TEvent>
{
    // Each feed a little earlier than the bound, and each at another time: those that were opened together do not ask together.
    private readonly double _jitter = Jitter.Shortening(0.25);
    private Task<IAsyncDisposable>? _subscription;
    private long _confirmedAt;

    protected EventFeed(GatewayOptions options, TimeProvider time)
        : base(options, time) => RefetchLoop = new(AskAsync, QuestionFailed, options, time);

    protected RefetchLoop RefetchLoop { get; }

    /// <summary>Whether the grain was heard at all. Read inside the gate.</summary>
    protected abstract bool IsKnown { get; }

    public abstract void OnEvent(TEvent received);

    public abstract void OnHead(string head);

    /// <summary>The head that comes with it tells whether anything is missing.</summary>
    public virtual void OnOwnerChanged()
    {
    }

    public virtual void OnLost() => RefetchLoop.Refetch();

    public override void Confirm()
    {
        lock (Gate)
        {
            if (!IsKnown || Time.GetElapsedTime(_confirmedAt) < Options.ConfirmWithin * _jitter) return;
            Confirmed();
        }

        RefetchLoop.Refetch();
    }

    public override void Dispose()
    {
        RefetchLoop.Dispose();
        _ = UnsubscribeAsync();
    }

    protected abstract Task<IAsyncDisposable> SubscribeAsync();

    /// <summary>Asks the grain once and takes its answer; true when that brought something new.</summary>
    protected abstract Task<bool> AskAsync();

    protected abstract void QuestionFailed(Exception exception);

    protected abstract void UnsubscribingFailed(Exception exception);

    /// <summary>The owner or the grain was heard just now. Called inside the gate.</summary>
    protected void Confirmed() => _confirmedAt = Time.GetTimestamp();

    protected override async Task StartAsync()
    {
        _subscription = SubscribeAsync();
        await _subscription.WaitAsync(Options.CallTimeout, Time);
        await AskAsync();
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
            UnsubscribingFailed(e);
        }
    }
}
