using System.Collections.Immutable;
using Microsoft.Extensions.Logging;

namespace OrleansRealtime.LiveStreams.Publishing;

/// <summary>One stream as its owner's activation publishes it: numbers its events and holds its leased subscribers.</summary>
internal sealed partial class PublishedStream
{
    private readonly string _epoch;
    private readonly SiloAddress? _silo;
    private readonly ILiveStreamOwner _owner;
    private readonly LiveStreamOptions _options;
    private readonly LiveStreamMetrics _metrics;
    private readonly MonotonicClock _clock;
    private readonly ILogger _logger;
    private readonly Func<ILiveSink, ILiveSink> _nearest;
    private readonly LeaseTable<ILiveSink> _leases;
    private long _sequence;
    private int _leasesReported;
    private bool _pushFailing;

    public PublishedStream(StreamId stream, string epoch, SiloAddress? silo, ILiveStreamOwner owner, LivePublishing publishing)
    {
        StreamId = stream;
        Provider = publishing.Provider;
        _epoch = epoch;
        _silo = silo;
        _owner = owner;
        _options = publishing.Options;
        _metrics = publishing.Metrics;
        _clock = new(publishing.Time);
        _logger = publishing.Logger;
        _nearest = publishing.Nearest;
        _leases = new(_options.MaxSubscribers, _options.LeaseDuration);
    }

    public string Provider { get; }

    public StreamId StreamId { get; }

    /// <summary>Subscribing processes, those included whose lease has ended and that nothing was pushed to since.</summary>
    public int Subscribers => _leases.Count;

    /// <summary>Whether any process subscribes whose lease has not ended.</summary>
    public bool HasSubscribers => Live().Count > 0;

    public LiveLease Join(LiveSinkId sinkId, ILiveSink sink)
    {
        var joined = _leases.Join(sinkId, _nearest(sink), _clock.Now, out var expired);
        Count(expired);
        if (joined) return Lease(known: true);

        LogRefused(StreamId, sinkId, _options.MaxSubscribers);
        throw new InvalidOperationException(
            $"Live stream {StreamId} has {_options.MaxSubscribers} subscribing processes, which is its bound (MaxSubscribers).");
    }

    public LiveLease Renew(LiveSinkId sinkId)
    {
        var known = _leases.Renew(sinkId, _clock.Now, out var expired);
        Count(expired);
        return Lease(known);
    }

    public void Leave(LiveSinkId sinkId)
    {
        _leases.Leave(sinkId);
        Count(expired: 0);
    }

    /// <summary>Tells every subscriber to renew soon, and forgets them.</summary>
    public async Task CloseAsync()
    {
        var sinks = Live();
        _leases.Clear();
        Count(expired: 0);
        foreach (var sink in sinks)
        {
            try
            {
                await sink.Renew(StreamId, _epoch);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // Its next renewal finds out by itself.
                LogGoingAwayFailed(exception, StreamId);
            }
        }
    }

    public async Task PublishAsync(ImmutableArray<object> items)
    {
        _metrics.Published(items.Length);
        var first = _sequence + 1;
        // Numbered even when nobody listens: a lease says how far the stream was.
        _sequence += items.Length;
        var sinks = Live();
        if (sinks.Count == 0) return;

        // Everything is sent before the first await, so that publishes which interleave in a reentrant grain stay in order.
        List<Task>? unfinished = null;
        for (var offset = 0; offset < items.Length; offset += _options.MaxBatch)
        {
            var part = items.Length <= _options.MaxBatch ? items : items.Slice(offset, Math.Min(_options.MaxBatch, items.Length - offset));
            var batch = new LiveBatch(StreamId, _epoch, first + offset, part);
            foreach (var sink in sinks)
            {
                var sent = Send(sink, batch);
                if (!sent.IsCompletedSuccessfully) (unfinished ??= []).Add(sent);
            }
        }

        if (unfinished is not null) await Task.WhenAll(unfinished);
    }

    // A subscriber that cannot be reached keeps its lease until it ends: one-way calls tell nothing reliable about the other side, and the
    // subscriber notices the loss by itself.
    private async Task Send(ILiveSink sink, LiveBatch batch)
    {
        try
        {
            await sink.Push(batch);
            _metrics.Pushed(batch.Items.Length);
            _pushFailing = false;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _metrics.Dropped(batch.Items.Length, "send_failed");
            if (!_pushFailing) LogPushFailed(exception, StreamId);
            _pushFailing = true;
        }
    }

    private List<ILiveSink> Live()
    {
        var sinks = _leases.Live(_clock.Now, out var expired);
        Count(expired);
        return sinks;
    }

    private LiveLease Lease(bool known) => new(known, _epoch, _sequence, _owner.HeadOf(StreamId), _options.LeaseDuration, _silo);

    private void Count(int expired)
    {
        if (expired > 0) LogExpired(StreamId, expired);
        if (_leases.Count == _leasesReported) return;
        _metrics.LeasesChanged(_leases.Count - _leasesReported);
        _leasesReported = _leases.Count;
    }
}
