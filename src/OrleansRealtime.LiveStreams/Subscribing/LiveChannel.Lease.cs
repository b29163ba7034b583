namespace OrleansRealtime.LiveStreams.Subscribing;

internal sealed partial class LiveChannel
{
    private readonly ILivePublisher _publisher;
    private readonly ILiveSink _sink;
    private readonly Func<LiveSinkId> _nextSinkId;
    private readonly TimeSpan _callTimeout;
    private readonly TimeProvider _time;

    // One call to the owner at a time: a leave that overtook a join would end the lease that the join took.
    private readonly SemaphoreSlim _turn = new(1, 1);

    // Used within a turn only.
    private bool _isJoined;
    private bool _wasJoined;
    private int _failures;
    private LiveSinkId _sinkId;

    private volatile string? _epoch;
    private volatile SiloAddress? _silo;

    /// <summary>Raised in the mailbox when a lease was ahead of the events: ask again soon.</summary>
    public event Action<LiveChannel>? Suspected;

    /// <summary>The owner's activation according to the last lease.</summary>
    public string? Epoch => _epoch;

    /// <summary>Where the owner was according to the last lease.</summary>
    public SiloAddress? Silo => _silo;

    /// <summary>For a new observer: joins unless joined, asks for the head if the observer wants it.</summary>
    /// <returns>The new lease, or null when there was nothing to ask.</returns>
    public async Task<LiveLease?> SubscribeAsync(bool wantsHead)
    {
        await _turn.WaitAsync();
        try
        {
            if (_isJoined && !wantsHead) return null;
            return await AskAsync();
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Keeps the lease; joins again when it was lost. Does not throw.</summary>
    public async Task<RenewalResult> RenewAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (!HasObservers) return RenewalResult.Left;
            var wasJoined = _isJoined;
            var lease = await AskAsync();
            return new(lease, Rejoined: !wasJoined, Failures: 0);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _isJoined = false;
            _failures++;
            _metrics.Failed("renewal");
            if (_failures == 1) LogRenewalFailed(exception, _stream);
            return new(null, Rejoined: false, _failures);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the lease if nobody is left. Does not throw: a lease that could not be ended ends by itself.</summary>
    public async Task LeaveAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (HasObservers) return;
            _isJoined = false;
            await _publisher.Leave(_provider, _stream, _sinkId).WaitAsync(_callTimeout, _time);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            _sinkId = _nextSinkId();
            _metrics.Failed("leave");
            LogLeaveFailed(exception, _stream);
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<LiveLease> AskAsync()
    {
        if (_isJoined)
        {
            var renewed = await _publisher.Renew(_provider, _stream, _sinkId).WaitAsync(_callTimeout, _time);
            if (renewed.Known)
            {
                _metrics.Renewed();
                return TakeLease(renewed);
            }

            _isJoined = false;
        }

        var joined = await _publisher.Join(_provider, _stream, _sinkId, _sink).WaitAsync(_callTimeout, _time);
        _isJoined = true;
        if (_wasJoined)
        {
            _metrics.Repaired();
            LogJoinedAgain(_stream, joined.Epoch);
        }

        _wasJoined = true;
        return TakeLease(joined);
    }

    private LiveLease TakeLease(LiveLease lease)
    {
        _failures = 0;
        _epoch = lease.Epoch;
        _silo = lease.Silo;
        _mailbox.Post(lease);
        return lease;
    }
}

/// <summary>No lease and no failures: nobody is subscribed any more.</summary>
internal readonly record struct RenewalResult(LiveLease? Lease, bool Rejoined, int Failures)
{
    public static RenewalResult Left => default;
}
