using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace OrleansRealtime.LiveStreams.Subscribing;

/// <summary>
/// The streams that this process subscribes to. Each has one lease, however many local observers; the sink that all of them share is made
/// at the first subscription.
/// </summary>
internal sealed partial class LiveSubscriptions : ILostSilos, IDisposable
{
    private const int LeavesAtOnce = 64;

    private readonly string _provider;
    private readonly LiveStreamOptions _options;
    private readonly LiveStreamMetrics _metrics;
    private readonly IGrainFactory _grains;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly RenewalLoop _renewals;
    private readonly QueueBudget _budget;

    // Read without the lock by pushes; changed, like the observers of a channel, under it.
    private readonly ConcurrentDictionary<StreamId, LiveChannel> _channels = new();
    private readonly Lock _lock = new();

    // Held here: Orleans refers to an observer weakly and drops what nobody else holds.
    private readonly LiveSink _sink;
    private ILiveSink? _sinkReference;
    private bool _stopping;

    public LiveSubscriptions(
        string provider,
        LiveStreamOptions options,
        LiveStreamMetrics metrics,
        IGrainFactory grains,
        TimeProvider time,
        ILogger<LiveSubscriptions> logger)
    {
        _provider = provider;
        _options = options;
        _metrics = metrics;
        _grains = grains;
        _time = time;
        _logger = logger;
        _renewals = new(provider, options, time, logger);
        _budget = new(options.SinkQueueLimit);
        _sink = new(this);
    }

    /// <summary>Under which the next stream is joined. New at every process start: the leases of the process before are not this one's. New after a leave
    /// that was not answered: arriving late, it must not end a lease that was taken since.</summary>
    public LiveSinkId SinkId { get; set; } = LiveSinkId.New();

    /// <summary>Receives what is pushed to this process.</summary>
    public ILiveSink Sink => _sink;

    /// <summary>Whether a reference leads to this process's own sink.</summary>
    public bool IsOwn(ILiveSink reference) => _sinkReference is { } own && own.Equals(reference);

    public IReadOnlyList<LocalObserver> ObserversOf(StreamId stream) =>
        _channels.TryGetValue(stream, out var channel) ? channel.Observers : [];

    /// <summary>Adds an observer, and joins the stream if it is the first. Throws when the owner does not take us in.</summary>
    public async Task SubscribeAsync(StreamId stream, LocalObserver observer)
    {
        LiveChannel channel;
        lock (_lock)
        {
            channel = GetOrOpen(stream);
            channel.Add(observer);
        }

        try
        {
            if (await channel.SubscribeAsync(observer.WantsHead) is { } lease) _renewals.Start(channel, lease);
        }
        catch (Exception exception)
        {
            LogSubscribeFailed(exception, stream);
            // The join may have arrived all the same. Not awaited: an owner that did not answer once must not keep the caller twice.
            _ = UnsubscribeAsync(stream, observer);
            throw;
        }
    }

    /// <summary>Takes an observer off, and leaves the stream if it was the last.</summary>
    public async Task UnsubscribeAsync(StreamId stream, LocalObserver observer)
    {
        observer.Detach();
        LiveChannel? channel;
        lock (_lock)
        {
            if (!_channels.TryGetValue(stream, out channel)) return;
            channel.SetObservers(channel.Observers.Where(other => other != observer));
            if (channel.HasObservers) return;
        }

        await channel.LeaveAsync();
        Close(channel);
    }

    /// <summary>Puts one observer in another's place between two events.</summary>
    public bool TryReplace(StreamId stream, LocalObserver observer, LocalObserver next)
    {
        lock (_lock)
        {
            if (!_channels.TryGetValue(stream, out var channel) || !channel.Observers.Contains(observer)) return false;
            channel.SetObservers(channel.Observers.Select(other => other == observer ? next : other));
            observer.Detach();
            next.Attach();
            return true;
        }
    }

    /// <summary>From the sink: never waits.</summary>
    public void Push(LiveBatch batch)
    {
        if (_channels.TryGetValue(batch.Stream, out var channel)) channel.Post(batch);
        else _metrics.Dropped(batch.Items.Length, "not_subscribed");
    }

    /// <summary>From the sink: never waits.</summary>
    public void OwnerGoesAway(StreamId stream, string epoch)
    {
        if (_channels.TryGetValue(stream, out var channel) && channel.Epoch == epoch) _renewals.RenewSoon(channel);
    }

    public void SiloLost(SiloAddress silo)
    {
        foreach (var channel in _channels.Values)
        {
            if (silo.Equals(channel.Silo)) _renewals.RenewSoon(channel);
        }
    }

    /// <summary>At the end of the process: nothing is delivered any more, and owners need not wait for leases to end.</summary>
    /// <param name="patience">Ends when the process has no time left.</param>
    public async Task LeaveAllAsync(CancellationToken patience = default)
    {
        List<LiveChannel> left;
        lock (_lock)
        {
            if (_stopping) return;
            _stopping = true;
            left = [.. _channels.Values];
            foreach (var channel in left) channel.SetObservers([]);
        }

        _renewals.Dispose();
        var leaving = Parallel.ForEachAsync(left, new ParallelOptions { MaxDegreeOfParallelism = LeavesAtOnce }, async (channel, _) =>
        {
            await channel.LeaveAsync();
            Close(channel);
        });
        try
        {
            // All of them together, not each: owners that do not answer must not hold the process up.
            await leaving.WaitAsync(_options.CallTimeout, _time, patience);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            LogLeaveTimedOut(_provider, _channels.Count);
        }

        if (_sinkReference is not null) _grains.DeleteObjectReference<ILiveSink>(_sinkReference);
    }

    public void Dispose() => _renewals.Dispose();

    private LiveChannel GetOrOpen(StreamId stream)
    {
        if (_stopping) throw new InvalidOperationException("This process is stopping: it subscribes to nothing any more.");
        if (_channels.TryGetValue(stream, out var open)) return open;

        _sinkReference ??= _grains.CreateObjectReference<ILiveSink>(_sink);
        var owner = _grains.GetGrain(_options.OwnerOf(stream), stream.GetKeyAsString());
        var publisher = _grains.GetGrain<ILivePublisher>(owner.GetGrainId());
        var channel = new LiveChannel(_provider, stream, publisher, _sinkReference, SinkId, NextSinkId, _options, _budget, _metrics, _time, _logger);
        channel.Suspected += _renewals.LookAgain;
        _channels[stream] = channel;
        _metrics.SubscriptionsChanged(1);
        return channel;
    }

    private LiveSinkId NextSinkId() => SinkId = LiveSinkId.New();

    private void Close(LiveChannel channel)
    {
        lock (_lock)
        {
            // Somebody may have subscribed again meanwhile, and has joined again then.
            if (channel.HasObservers || !_channels.TryRemove(new(channel.Stream, channel))) return;
            _renewals.Stop(channel);
            _metrics.SubscriptionsChanged(-1);
        }
    }
}
