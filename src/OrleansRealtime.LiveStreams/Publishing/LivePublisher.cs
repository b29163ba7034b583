using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace OrleansRealtime.LiveStreams.Publishing;

/// <summary>
/// Where the publisher and the subscribers of one stream meet: a part of the grain that owns the stream, holding its leased subscribers.
/// The grain makes it in <c>OnActivateAsync</c>, hands <see cref="ILiveStreamOwner"/>'s calls to it and closes it in
/// <c>OnDeactivateAsync</c>. It is used within the grain's turns only and needs no lock.
/// </summary>
public sealed partial class LivePublisher : IAsyncDisposable
{
    private readonly Func<string> _head;
    private readonly LiveStreamOptions _options;
    private readonly LiveStreamMetrics _metrics;
    private readonly MonotonicClock _clock;
    private readonly ILogger _logger;
    private readonly Action<LivePublisher> _closed;
    private readonly LeaseTable<ILiveSink> _leases;
    private long _sequence;
    private int _leasesReported;
    private bool _pushFailing;
    private bool _isClosed;

    internal LivePublisher(
        StreamId stream,
        Func<string> head,
        LiveStreamOptions options,
        LiveStreamMetrics metrics,
        TimeProvider time,
        ILogger logger,
        Action<LivePublisher> closed)
    {
        StreamId = stream;
        _head = head;
        _options = options;
        _metrics = metrics;
        _clock = new(time);
        _logger = logger;
        _closed = closed;
        _leases = new(options.MaxSubscribers, options.LeaseDuration);
    }

    public StreamId StreamId { get; }

    /// <summary>Names this activation. Random: what an earlier activation numbered must not be taken for this one's.</summary>
    public string Epoch { get; } = RandomNumberGenerator.GetHexString(12, lowercase: true);

    /// <summary>Subscribing processes, those included whose lease has ended and that nothing was pushed to since.</summary>
    public int Subscribers => _leases.Count;

    public Task<LiveLease> Join(StreamId stream, LiveSinkId sinkId, ILiveSink sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Check(stream);
        if (_isClosed) throw new InvalidOperationException($"The owner of live stream {StreamId} is going away; join again.");

        var joined = _leases.Join(sinkId, sink, _clock.Now, out var expired);
        Count(expired);
        if (joined) return Task.FromResult(Lease(known: true));

        LogRefused(StreamId, sinkId, _options.MaxSubscribers);
        throw new InvalidOperationException(
            $"Live stream {StreamId} has {_options.MaxSubscribers} subscribing processes, which is its bound (MaxSubscribers).");
    }

    public Task<LiveLease> Renew(StreamId stream, LiveSinkId sinkId)
    {
        Check(stream);
        var known = _leases.Renew(sinkId, _clock.Now, out var expired);
        Count(expired);
        return Task.FromResult(Lease(known));
    }

    public Task Leave(StreamId stream, LiveSinkId sinkId)
    {
        Check(stream);
        _leases.Leave(sinkId);
        Count(expired: 0);
        return Task.CompletedTask;
    }

    /// <summary>Tells every subscriber to renew soon, which finds the next activation. Nothing can be published afterwards.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isClosed) return;
        _isClosed = true;
        _closed(this);
        var sinks = Live();
        _leases.Clear();
        Count(expired: 0);
        foreach (var sink in sinks)
        {
            try
            {
                await sink.Renew(StreamId, Epoch);
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                // Its next renewal finds out by itself.
                LogNoticeFailed(exception, StreamId);
            }
        }
    }

    internal async Task PublishAsync(ImmutableArray<object> items)
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
            var batch = new LiveBatch(StreamId, Epoch, first + offset, part);
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

    private LiveLease Lease(bool known) => new(known, Epoch, _sequence, _head(), _options.LeaseDuration);

    private void Check(StreamId stream)
    {
        if (!stream.Equals(StreamId)) throw new ArgumentException($"This grain owns live stream {StreamId}, not {stream}.", nameof(stream));
    }

    private void Count(int expired)
    {
        if (expired > 0) LogExpired(StreamId, expired);
        if (_leases.Count == _leasesReported) return;
        _metrics.LeasesChanged(_leases.Count - _leasesReported);
        _leasesReported = _leases.Count;
    }
}
