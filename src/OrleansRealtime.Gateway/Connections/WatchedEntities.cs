using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Gateway.Entities;
using OrleansRealtime.Gateway.Sending;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>What a connection watches. The hub calls one method at a time; a watch may end by itself at any time, when access is lost.</summary>
internal sealed class WatchedEntities : IWatchOwner
{
    private readonly UserKey _user;
    private readonly ConnectionAccess _access;
    private readonly ConnectionLife _life;
    private readonly GatewayServices _services;
    private readonly AbsentWatches? _absent;
    private readonly Dictionary<EntityKey, EntityWatch> _watches = [];

    /// <param name="alsoAbsent">A watch of what is not there goes on.</param>
    public WatchedEntities(UserKey user, ConnectionWriter writer, ConnectionAccess access, bool alsoAbsent, ConnectionLife life, GatewayServices services)
    {
        (_user, Writer, _access, _life, _services) = (user, writer, access, life, services);
        if (alsoAbsent) _absent = new(services.Options.MaxAbsentWatches, life.Gate, IsWatched);
    }

    public string User => _user.User;

    public ConnectionWriter Writer { get; }

    public int Count
    {
        get
        {
            lock (_life.Gate) return _watches.Count;
        }
    }

    /// <summary>Those that are watched, in no order.</summary>
    public EntityKey[] Keys
    {
        get
        {
            lock (_life.Gate) return [.. _watches.Keys];
        }
    }

    /// <summary>Watches entities, and answers each item by itself, in order; the same entity twice in one call is one. Past the most that a connection
    /// watches, those that come first are watched.</summary>
    /// <param name="items">At most <see cref="GatewayOptions.MaxItems"/>.</param>
    public Task<WatchResult[]> WatchAsync(IReadOnlyList<WatchItem> items)
    {
        var deadline = new Deadline(_services.Options.CallTimeout, _services.Time);
        int room;
        lock (_life.Gate) room = _services.Options.MaxWatches - _watches.Count;
        var calls = new Dictionary<EntityKey, Task<WatchResult>>(items.Count);
        return Task.WhenAll([.. items.Select(Answer)]);

        Task<WatchResult> Answer(WatchItem item)
        {
            if (!item.TryRead(_user.Workspace, out var key, out var position, out var problem)) return Task.FromResult(WatchResult.Refused(item, problem));
            if (calls.TryGetValue(key, out var call)) return call;
            call = IsWatched(key) || --room >= 0 ? WatchAsync(key, position, item, deadline) : Task.FromResult(WatchResult.Refused(item, ProblemCodes.TooManyWatches));
            calls.Add(key, call);
            return call;
        }
    }

    /// <summary>When this has completed, no frame of these entities follows.</summary>
    /// <param name="items">At most <see cref="GatewayOptions.MaxItems"/>; what names no entity is watched by nobody.</param>
    public async Task UnwatchAsync(IReadOnlyList<WatchItem> items)
    {
        foreach (var item in items)
        {
            if (item.IsMalformed) continue;
            if (Forget(item.KeyIn(_user.Workspace)) is not { } watch) continue;
            watch.Feed.Unwatch(watch);
            await QuietAsync(watch);
            _services.Entities.Release(watch.Feed.Key, watch.Feed);
        }
    }

    public void AccessForgotten(EntityWatch watch) => _ = RecheckAsync(watch, unansweredAllowed: 0);

    public void AccessDoubted(EntityWatch watch) => _ = RecheckAsync(watch, ConnectionAccess.MaxUnanswered - 1);

    /// <summary>Ends all watches. Called when the connection's life is over.</summary>
    public void End()
    {
        EntityWatch[] watches;
        lock (_life.Gate)
        {
            watches = [.. _watches.Values];
            _watches.Clear();
        }

        foreach (var watch in watches)
        {
            watch.Feed.Unwatch(watch);
            _services.Entities.Release(watch.Feed.Key, watch.Feed);
        }
    }

    private async ValueTask QuietAsync(EntityWatch watch)
    {
        await Writer.QuietAsync(watch);
        if (watch.Viewers is { } viewers) await Writer.QuietAsync(viewers);
    }

    private bool IsWatched(EntityKey key)
    {
        lock (_life.Gate) return _watches.ContainsKey(key);
    }

    private async Task<WatchResult> WatchAsync(EntityKey key, Position? position, WatchItem item, Deadline deadline)
    {
        var outcome = IsWatched(key) ? await GoOnAsync(key, position, deadline) : await BeginAsync(key, position, deadline);
        return outcome switch
        {
            { Error: null } => WatchResult.Accepted(item, outcome.At!.Value),
            { IsAbsent: true } => WatchResult.Absent(item, outcome.Error),
            _ => WatchResult.Refused(item, outcome.Error),
        };
    }

    /// <summary>Watches something new. Whether the user may see it is asked first: nothing opens for who may not, and nobody can tell by the time
    /// that it takes whether there is something that may not be seen.</summary>
    private async Task<WatchOutcome> BeginAsync(EntityKey key, Position? position, Deadline deadline)
    {
        if (_access.IsSpent) return new(ProblemCodes.Overloaded);
        var outcome = await _access.CheckAsync(key, deadline.Left) is { } denial ? new(denial) : await GoOnAsync(key, position, deadline);
        if (outcome.Error == ProblemCodes.NotFound || outcome.Error == ProblemCodes.AccessDenied) _access.Spend();
        return outcome;
    }

    private async Task<WatchOutcome> GoOnAsync(EntityKey key, Position? position, Deadline deadline)
    {
        EntityWatch? watch;
        lock (_life.Gate) watch = _watches.GetValueOrDefault(key);
        if (watch is null)
        {
            var feed = _services.Entities.Hold(key);
            watch = new(feed, this);
            if (!await feed.OpenAsync(deadline) || !TryRemember(watch))
            {
                _services.Entities.Release(key, feed);
                return new(ProblemCodes.Unavailable);
            }
        }

        WatchOutcome outcome;
        while (true)
        {
            var forgettings = watch.Feed.Forgettings;
            outcome = await _access.CheckAsync(key, deadline.Left) is { } denial
                ? new(denial)
                : await watch.Feed.WatchAsync(watch, position, deadline, _absent?.MayGoOn(watch) ?? false);
            // Access may have been taken away after it was asked for and before the watch was there to be told.
            if (!outcome.GoesOn || forgettings == watch.Feed.Forgettings) break;
            position = outcome.At;
        }

        if (outcome.GoesOn)
        {
            lock (_life.Gate)
            {
                if (IsWatched(watch)) return outcome;
            }

            // Meanwhile the connection ended or access was lost, and whoever saw to that may have come before the feed had the watch.
            watch.Feed.Unwatch(watch);
            return new(ProblemCodes.AccessDenied);
        }

        if (Forget(key) is null) return outcome;
        watch.Feed.Unwatch(watch);
        await QuietAsync(watch);
        _services.Entities.Release(key, watch.Feed);
        return outcome;
    }

    private async Task RecheckAsync(EntityWatch watch, int unansweredAllowed)
    {
        var key = watch.Feed.Key;
        var denial = await _access.CheckAsync(key, ConnectionAccess.RecheckTimeout);
        lock (_life.Gate)
        {
            if (!watch.Recheck.Ends(denial, unansweredAllowed)) return;
            if (!IsWatched(watch)) return;
            _watches.Remove(key);
        }

        watch.Feed.Deny(watch, denial);
        _services.Entities.Release(key, watch.Feed);
    }

    private bool TryRemember(EntityWatch watch)
    {
        lock (_life.Gate)
        {
            if (_life.IsOver) return false;
            // The feed's key, not ours: its strings are shared by all viewers.
            _watches.Add(watch.Feed.Key, watch);
            return true;
        }
    }

    /// <summary>Whether it is a watch of now. Called inside the gate.</summary>
    private bool IsWatched(EntityWatch watch) => _watches.GetValueOrDefault(watch.Feed.Key) == watch;

    private EntityWatch? Forget(EntityKey key)
    {
        lock (_life.Gate) return _watches.Remove(key, out var watch) ? watch : null;
    }
}
