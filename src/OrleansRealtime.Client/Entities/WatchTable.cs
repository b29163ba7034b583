using System.Text.Json;
using System.Threading.Channels;

namespace OrleansRealtime.Client.Entities;

/// <summary>What one user's readers watch, and what the hub has yet to be asked. It knows no connection: a session takes its calls, one at a
/// time, and brings answers and frames.</summary>
/// <param name="random">Spreads what became unavailable together.</param>
/// <param name="stop">Ends what waits to be asked again.</param>
internal sealed class WatchTable(TimeProvider time, Func<double> random, CancellationToken stop)
{
    /// <summary>The hub's bound for one connection.</summary>
    public const int MaxWatches = 2_000;

    /// <summary>Whoever asks again is told the same.</summary>
    private static readonly string[] Lasting = [ErrorCodes.BadKey, ErrorCodes.BadBody];

    private readonly Lock _gate = new();
    private readonly Dictionary<EntityRef, WatchedEntity> _entities = [];
    private readonly HashSet<EntityRef> _toWatch = [];
    private readonly HashSet<EntityRef> _toUnwatch = [];
    private readonly HashSet<EntityRef> _asking = [];
    private readonly Channel<bool> _work = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool _isConnected;
    private RealtimeException? _failure;

    /// <exception cref="RealtimeException"><see cref="ErrorCodes.TooManyWatches"/></exception>
    public WatchReader Open(EntityRef entity)
    {
        lock (_gate)
        {
            if (!_entities.TryGetValue(entity, out var watched))
            {
                if (_entities.Count >= MaxWatches) throw new RealtimeException(ErrorCodes.TooManyWatches, $"A connection watches at most {MaxWatches:N0} entities.");
                _entities.Add(entity, watched = new(entity));
                if (_isConnected) watched.Resume();
                // A caller that got the connection just before it ended may come here after the end.
                if (_failure is not null) watched.Views.End(_failure);
                AskFor(entity);
            }

            return new(watched.Views.Open(), () => Close(watched));
        }
    }

    /// <summary>A new connection knows nothing: everything is asked for again, and nothing needs unwatching.</summary>
    public void Resume()
    {
        lock (_gate)
        {
            _isConnected = true;
            _toUnwatch.Clear();
            foreach (var (entity, watched) in _entities)
            {
                watched.Resume();
                AskFor(entity);
            }
        }
    }

    public void Suspend()
    {
        lock (_gate)
        {
            _isConnected = false;
            _asking.Clear();
            foreach (var watched in _entities.Values) watched.Suspend();
        }
    }

    /// <summary>There will be no further connection.</summary>
    public void End(RealtimeException failure)
    {
        lock (_gate)
        {
            _failure = failure;
            foreach (var watched in _entities.Values) watched.Views.End(failure);
        }
    }

    /// <summary>Waits until <see cref="Next"/> may have something.</summary>
    public ValueTask<bool> WorkAsync(CancellationToken cancellation) => _work.Reader.ReadAsync(cancellation);

    /// <returns>The next call; <c>null</c>: there is none.</returns>
    public WatchBatch? Next()
    {
        lock (_gate)
        {
            if (!_isConnected) return null;
            if (TakeSome(_toUnwatch) is { Count: > 0 } gone) return new(WatchBatch.Unwatch, [.. gone.Select(entity => new WatchItem(entity.Type, entity.Id))]);
            var asked = TakeSome(_toWatch).Where(_entities.ContainsKey).ToList();
            _asking.UnionWith(asked);
            return asked.Count == 0 ? null : new(WatchBatch.Watch, [.. asked.Select(entity => _entities[entity].ToWatchItem())]);
        }
    }

    /// <param name="results">One per item, in order.</param>
    public void Answered(WatchBatch batch, IReadOnlyList<WatchResult> results)
    {
        lock (_gate)
        {
            foreach (var (entity, result) in batch.Entities.Zip(results))
            {
                _asking.Remove(entity);
                if (!_entities.TryGetValue(entity, out var watched)) continue;
                if (!result.Ok && Lasting.Contains(result.Code))
                    watched.Views.End(new RealtimeException(result.Code!, $"'{entity}' names no entity."));
                else if (watched.Answered(result) is { } pause)
                    AskAgain(watched, pause);
            }
        }
    }

    /// <summary>The hub understood the call and will not do it.</summary>
    public void Refused(WatchBatch batch, string code)
    {
        lock (_gate)
        {
            foreach (var entity in batch.Entities)
            {
                _asking.Remove(entity);
                if (_entities.TryGetValue(entity, out var watched)) AskAgain(watched, watched.Deny(code));
            }
        }
    }

    /// <summary>Frames of entities; of others none are known here.</summary>
    /// <exception cref="JsonException">It is no such frame.</exception>
    public void Apply(string frame, JsonElement body)
    {
        switch (frame)
        {
            case "state":
                var state = body.Deserialize<EntityState>(WireJson.Options)!;
                var isReset = body.TryGetProperty("reset", out var reset) && reset.ValueKind == JsonValueKind.True;
                Apply(new(state.Type, state.Id), watched => watched.Apply(state, isReset));
                break;
            case "changed":
                var changed = body.Deserialize<ChangedFrame>(WireJson.Options)!;
                Apply(new(changed.Type, changed.Id), watched => watched.Apply(changed));
                break;
            case "deleted":
                var deleted = body.Deserialize<DeletedFrame>(WireJson.Options)!;
                Apply(new(deleted.Type, deleted.Id), watched => watched.Apply(deleted));
                break;
            case "denied":
                var denied = body.Deserialize<DeniedFrame>(WireJson.Options)!;
                Apply(new(denied.Type, denied.Id), watched =>
                {
                    AskAgain(watched, watched.Deny(denied.Code));
                    return Reduction.Applied;
                });
                break;
        }
    }

    private void Apply(EntityRef entity, Func<WatchedEntity, Reduction> apply)
    {
        lock (_gate)
        {
            if (!_entities.TryGetValue(entity, out var watched)) return;
            if (apply(watched) == Reduction.Gap && watched.Lost(_asking.Contains(entity))) AskFor(entity);
        }
    }

    private void Close(WatchedEntity watched)
    {
        lock (_gate)
        {
            if (watched.Views.Readers > 0 || !_entities.TryGetValue(watched.Entity, out var present) || present != watched) return;
            _entities.Remove(watched.Entity);
            _toWatch.Remove(watched.Entity);
            if (!watched.IsAsked) return;
            _toUnwatch.Add(watched.Entity);
            WakeWorker();
        }
    }

    private void AskFor(EntityRef entity)
    {
        _toWatch.Add(entity);
        WakeWorker();
    }

    private void AskAgain(WatchedEntity watched, TimeSpan pause)
    {
        if (watched.IsPaused) return;
        watched.IsPaused = true;
        _ = AskAgainAsync(watched, pause * (0.5 + random()));
    }

    private async Task AskAgainAsync(WatchedEntity watched, TimeSpan pause)
    {
        await Task.Delay(pause, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_gate)
        {
            watched.IsPaused = false;
            if (_entities.TryGetValue(watched.Entity, out var present) && present == watched && !_asking.Contains(watched.Entity)) AskFor(watched.Entity);
        }
    }

    private void WakeWorker() => _work.Writer.TryWrite(true);

    private static List<EntityRef> TakeSome(HashSet<EntityRef> from)
    {
        var taken = from.Take(WatchBatch.MaxItems).ToList();
        from.ExceptWith(taken);
        return taken;
    }
}
