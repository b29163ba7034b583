using System.Globalization;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Gateway.Feeds;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Gateway.Presence;
using OrleansRealtime.Gateway.Sending;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>
/// Who views an entity, as this process knows it and tells those who watch the entity. A part of the entity's feed, made when somebody views
/// it for the first time; guarded by the feed's gate. Events are whole views, of which the newest counts. What the head of the stream names and
/// no event brought, the grain is asked for. A new activation of the entity begins with nobody: it is told who is here, and believed once the
/// other gateways had the time to do the same.
/// </summary>
internal sealed class EntityViewers : IDisposable
{
    private readonly Func<Task<PresenceView>> _read;
    private readonly Action _newActivation;
    private readonly Action _told;
    private readonly Lock _gate;
    private readonly GatewayOptions _gatewayOptions;
    private readonly PresenceOptions _options;
    private readonly TimeProvider _time;
    private readonly PresenceRounds _rounds;
    private readonly RefetchLoop _questions;
    private readonly ITimer _settling;
    private readonly ITimer _nextRound;
    private PresenceView? _view;
    private long _roundAt;
    private bool _isSettling;
    private bool _isRoundDue;

    /// <param name="read">Asks the grain.</param>
    /// <param name="newActivation">The entity has to be told who is here.</param>
    /// <param name="told">There is a new round; called inside the gate.</param>
    /// <param name="failed">Told of each question that failed.</param>
    public EntityViewers(
        EntityKey key,
        Func<Task<PresenceView>> read,
        Action newActivation,
        Action told,
        Action<Exception> failed,
        Lock gate,
        GatewayOptions gatewayOptions,
        PresenceOptions options,
        TimeProvider time)
    {
        (_read, _newActivation, _told, _gate, _gatewayOptions, _options, _time) = (read, newActivation, told, gate, gatewayOptions, options, time);
        _rounds = new(key);
        _questions = new(AskAsync, failed, gatewayOptions, time);
        _settling = time.CreateTimer(_ => Settled(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _nextRound = time.CreateTimer(_ => TakeRound(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _roundAt = time.GetTimestamp() - (long)(options.FrameInterval.TotalSeconds * time.TimestampFrequency);
    }

    public bool IsAny => _rounds.Next(0) is not null;

    public void Apply(PresenceView view)
    {
        if (view.Epoch == _view?.Epoch && view.Version <= _view.Version) return;
        if (view.Epoch != _view?.Epoch && _view is { Total: > 0 }) Settle();
        else TakeView(view);
    }

    /// <param name="head">Of the newest view; <c>null</c> = of nobody since the entity's activation.</param>
    public void Head(string? head)
    {
        if (head == _view?.Head || (head is null && _view is null or { Total: 0 })) return;
        var isSameLife = head is not null && _view is not null && head.StartsWith(_view.Epoch + ":", StringComparison.Ordinal);
        // Older: the event overtook it.
        if (isSameLife && long.Parse(head![(_view!.Epoch.Length + 1)..], CultureInfo.InvariantCulture) < _view.Version) return;
        if (!isSameLife && _view is { Total: > 0 })
        {
            Settle();
            return;
        }

        _questions.Refetch();
    }

    /// <summary>What a watch is due, and from now on was told.</summary>
    public Frame? Next(PresenceMark mark)
    {
        var frame = _rounds.Next(mark.Told);
        // Who was told of nobody, because those who came have gone again, is due the whole of the next round, and no change to it.
        if (frame is not null) mark.Told = _rounds.Round;
        return frame;
    }

    public void Dispose()
    {
        _questions.Dispose();
        _settling.Dispose();
        _nextRound.Dispose();
    }

    private void Settle()
    {
        if (_isSettling) return;
        _isSettling = true;
        _newActivation();
        _settling.Change(_options.Settle, Timeout.InfiniteTimeSpan);
    }

    private void Settled()
    {
        lock (_gate) _isSettling = false;
        _questions.Refetch();
    }

    private async Task<bool> AskAsync()
    {
        var view = await TwoTries.AskAsync(_read, _gatewayOptions.CallTimeout, _time);
        lock (_gate)
        {
            if (view.Epoch == _view?.Epoch && view.Version <= _view.Version) return false;
            TakeView(view);
            return true;
        }
    }

    private void TakeView(PresenceView view)
    {
        _view = view;
        if (_isRoundDue) return;
        var wait = _options.FrameInterval - _time.GetElapsedTime(_roundAt);
        if (wait > TimeSpan.Zero)
        {
            _isRoundDue = true;
            _nextRound.Change(wait, Timeout.InfiniteTimeSpan);
            return;
        }

        Advance();
    }

    private void TakeRound()
    {
        lock (_gate)
        {
            _isRoundDue = false;
            Advance();
        }
    }

    private void Advance()
    {
        if (!_rounds.Advance(_view!)) return;
        _roundAt = _time.GetTimestamp();
        _told();
    }
}

/// <summary>That a watch is due to be told who views its entity.</summary>
internal sealed class PresenceMark(EntityWatch watch) : PendingFrame
{
    /// <summary>The round that the connection was told; 0 = none. Guarded by the feed's gate.</summary>
    public int Told { get; set; }

    public override Frame? Next() => watch.Feed.NextPresence(watch, this);
}
