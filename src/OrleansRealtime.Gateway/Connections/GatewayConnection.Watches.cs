using System.Diagnostics.CodeAnalysis;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Gateway.Entities;

namespace OrleansRealtime.Gateway.Connections;

/// <summary>What the connection watches. The hub calls one method at a time; a watch may end by itself at any time, when access is lost.</summary>
internal sealed partial class GatewayConnection
{
    /// <summary>Frames stop within 2 s after access was taken away; who cannot be asked by then counts as a no.</summary>
    private static readonly TimeSpan RecheckTimeout = TimeSpan.FromSeconds(1.5);

    /// <summary>Where nobody said that access was taken away, one question without an answer is an application that starts anew; two are one
    /// that cannot be asked.</summary>
    private const int MaxUnanswered = 2;

    private readonly Dictionary<EntityKey, EntityWatch> _watches = [];

    /// <summary>Those that began where there was nothing; of some there is by now.</summary>
    private readonly HashSet<EntityWatch> _absent = [];

    /// <summary>Watches entities, and answers each item by itself, in order; the same entity twice in one call is one. Past the most that a connection
    /// watches, those that come first are watched.</summary>
    /// <param name="items">At most <see cref="MaxItems"/>.</param>
    public Task<WatchResult[]> WatchAsync(IReadOnlyList<WatchItem> items)
    {
        var deadline = new Deadline(_services.Options.CallTimeout, _services.Time);
        int room;
        lock (_gate) room = _services.Options.MaxWatches - _watches.Count;
        var calls = new Dictionary<EntityKey, Task<WatchResult>>(items.Count);
        return Task.WhenAll([.. items.Select(Answer)]);

        Task<WatchResult> Answer(WatchItem item)
        {
            if (!TryRead(item, out var key, out var position, out var problem)) return Task.FromResult(WatchResult.Refused(item, problem));
            if (calls.TryGetValue(key, out var call)) return call;
            call = IsWatched(key) || --room >= 0 ? WatchAsync(key, position, item, deadline) : Task.FromResult(WatchResult.Refused(item, ProblemCodes.TooManyWatches));
            calls.Add(key, call);
            return call;
        }
    }

    /// <summary>When this has completed, no frame of these entities follows.</summary>
    /// <param name="items">At most <see cref="MaxItems"/>; what names no entity is watched by nobody.</param>
    public async Task UnwatchAsync(IReadOnlyList<WatchItem> items)
    {
        foreach (var item in items)
        {
            if (item.IsMalformed) continue;
            if (Forget(KeyOf(item)) is not { } watch) continue;
            watch.Feed.Unwatch(watch);
            await QuietAsync(watch);
            _services.Entities.Release(watch.Feed.Key, watch.Feed);
        }
    }

    public void AccessForgotten(EntityWatch watch) => _ = RecheckAsync(watch, unansweredAllowed: 0);

    public void AccessDoubted(EntityWatch watch) => _ = RecheckAsync(watch, MaxUnanswered - 1);

    private async ValueTask QuietAsync(EntityWatch watch)
    {
        await Writer.QuietAsync(watch);
        if (watch.Viewers is { } viewers) await Writer.QuietAsync(viewers);
    }

    private EntityKey KeyOf(WatchItem item) => new(Key.Workspace, item.Type, item.Id);

    private bool TryRead(WatchItem item, out EntityKey key, out Position? position, [NotNullWhen(false)] out ProblemCode? problem)
    {
        (key, position) = (KeyOf(item), null);
        if (item.IsMalformed) problem = ProblemCodes.BadBody;
        else if (!key.IsValid) problem = ProblemCodes.BadKey;
        else if (item.Position is null) problem = null;
        else if (!Position.TryParse(item.Position, out var parsed)) problem = ProblemCodes.BadPosition;
        else (position, problem) = (parsed, null);
        return problem is null;
    }

    private bool IsWatched(EntityKey key)
    {
        lock (_gate) return _watches.ContainsKey(key);
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
        if (_services.Refusals.IsSpent(Key)) return new(ProblemCodes.Overloaded);
        var outcome = await CheckAsync(key, deadline.Left) is { } denial ? new(denial) : await GoOnAsync(key, position, deadline);
        if (outcome.Error == ProblemCodes.NotFound || outcome.Error == ProblemCodes.AccessDenied) _services.Refusals.Spend(Key);
        return outcome;
    }

    private async Task<WatchOutcome> GoOnAsync(EntityKey key, Position? position, Deadline deadline)
    {
        EntityWatch? watch;
        lock (_gate) watch = _watches.GetValueOrDefault(key);
        if (watch is null)
        {
            var feed = _services.Entities.Hold(key);
            watch = new(feed, this);
            if (!await OpensAsync(feed, deadline) || !TryRemember(watch))
            {
                _services.Entities.Release(key, feed);
                return new(ProblemCodes.Unavailable);
            }
        }

        WatchOutcome outcome;
        while (true)
        {
            var forgettings = watch.Feed.Forgettings;
            outcome = await CheckAsync(key, deadline.Left) is { } denial
                ? new(denial)
                : await watch.Feed.WatchAsync(watch, position, deadline, MayWatchAbsent(watch));
            // Access may have been taken away after it was asked for and before the watch was there to be told.
            if (!outcome.GoesOn || forgettings == watch.Feed.Forgettings) break;
            position = outcome.At;
        }

        if (outcome.GoesOn)
        {
            lock (_gate)
            {
                if (_watches.GetValueOrDefault(key) == watch) return outcome;
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

    /// <summary>Whether a watch of what is not there may go on. What exists somebody had to make; names that are made up are free.</summary>
    private bool MayWatchAbsent(EntityWatch watch)
    {
        if (!_watchesAbsent || !watch.Feed.IsAbsent) return false;
        EntityWatch[] absent;
        lock (_gate)
        {
            if (TryWatchAbsent(watch)) return true;
            absent = [.. _absent];
        }

        // What has come to be meanwhile makes room. A feed has a gate of its own, and is not asked inside of ours.
        var there = absent.Where(other => !other.Feed.IsAbsent).ToList();
        lock (_gate)
        {
            _absent.ExceptWith(there);
            _absent.RemoveWhere(other => _watches.GetValueOrDefault(other.Feed.Key) != other);
            return TryWatchAbsent(watch);
        }
    }

    private bool TryWatchAbsent(EntityWatch watch) =>
        _absent.Contains(watch) || (_absent.Count < _services.Options.MaxAbsentWatches && _absent.Add(watch));

    /// <summary>Whether the feed is open by then. One that is not may still open for others who wait for it.</summary>
    private static async ValueTask<bool> OpensAsync(EntityFeed feed, Deadline deadline)
    {
        try
        {
            return await deadline.WaitAsync(feed.OpenAsync());
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task RecheckAsync(EntityWatch watch, int unansweredAllowed)
    {
        var key = watch.Feed.Key;
        var denial = await CheckAsync(key, RecheckTimeout);
        lock (_gate)
        {
            if (!watch.Recheck.Ends(denial, unansweredAllowed)) return;
            if (_watches.GetValueOrDefault(key) != watch) return;
            _watches.Remove(key);
        }

        watch.Feed.Deny(watch, denial);
        _services.Entities.Release(key, watch.Feed);
    }

    /// <summary>Why the user may not see an entity; <c>null</c> = the user may. Who cannot tell has not said yes.</summary>
    private async ValueTask<ProblemCode?> CheckAsync(EntityKey key, TimeSpan timeout)
    {
        try
        {
            var check = _services.Access.CheckAsync(key, User, _ended.Token);
            var access = check.IsCompletedSuccessfully ? check.Result : await check.AsTask().WaitAsync(timeout, _services.Time);
            return access >= EntityAccess.Read ? null : ProblemCodes.AccessDenied;
        }
        catch (Exception e)
        {
            if (_services.AccessUnknown.IsDue(out var count)) LogAccessUnknown(e, count, User, key);
            return ProblemCodes.Unavailable;
        }
    }

    private bool TryRemember(EntityWatch watch)
    {
        lock (_gate)
        {
            if (_ended.IsCancellationRequested) return false;
            // The feed's key, not ours: its strings are shared by all viewers.
            _watches.Add(watch.Feed.Key, watch);
            return true;
        }
    }

    private EntityWatch? Forget(EntityKey key)
    {
        lock (_gate) return _watches.Remove(key, out var watch) ? watch : null;
    }

    private void UnwatchAll()
    {
        EntityWatch[] watches;
        lock (_gate)
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
}
