using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Idempotency;

/// <summary>
/// The idempotency keys of one grain: a row each, committed with what the request did. A request's own key is looked up when it comes; of all
/// the others only what their bound needs is in memory, so ten thousand keys cost a request no more than ten. Used within the grain's
/// <see cref="GroupCommit{TRecord}"/> only.
/// </summary>
internal sealed class IdempotencyStore(GrainRowOwner owner, IGrainRows rows, IdempotencyLimits limits, TimeProvider time)
{
    private const string Collection = "key";

    /// <summary>As many keys as one commit may add may have to go for them; read are twice as many, so that not every commit reads.</summary>
    private const int OldestAtOnce = 2 * CommitLimits.MaxOperations;

    private HashSet<string> _asked = [];
    private Task<Dictionary<string, GrainRow>>? _lookup;
    // As last committed; null until it is first needed, and after keys were swept.
    private IdempotencyBound? _bound;
    private UserShares? _shares;
    // No key's lifetime is over before this; unknown until they were looked through once.
    private DateTimeOffset _sweepDue = DateTimeOffset.MinValue;

    /// <summary>Reads what a request with this key needs; a part of its preparation.</summary>
    /// <returns>What is stored under the key, for <see cref="Find"/>.</returns>
    public async Task<IdempotentAnswer?> PrepareAsync(IdempotencyKey key)
    {
        _asked.Add(key.Id);
        var found = await (_lookup ??= LookUpAsync());
        return found.TryGetValue(key.Id, out var row) ? RowJson.Read<IdempotentAnswer>(row) : null;
    }

    /// <summary>What was answered to this key, as the operations of this commit so far leave it.</summary>
    public static IdempotentAnswer? Find(ICommitRows batch, IdempotencyKey key, IdempotentAnswer? stored)
    {
        if (!batch.TryGetRow(Collection, key.Id, out var row)) return stored;
        return row.Value is null ? null : RowJson.Read<IdempotentAnswer>(row);
    }

    /// <summary>Whether another key can be kept. Asked before anything is done: what cannot be remembered must not happen.</summary>
    public bool HasRoom(ICommitRows batch, IdempotencyKey key)
    {
        var now = time.GetUtcNow();
        return BoundIn(batch).HasRoom(now) && (key.User is not { } user || SharesIn(batch).HasRoom(user, now));
    }

    /// <summary>Has the request committed with what it did.</summary>
    public void Add(ICommitRows batch, IdempotencyKey key, IdempotentAnswer answered)
    {
        var bound = BoundIn(batch).Add(answered.At, out var dropped);
        foreach (var id in dropped) batch.Add(new(Collection, id, null));
        batch.Add(new(Collection, key.Id, RowJson.Write(answered), answered.At + limits.KeyLifetime));
        var effects = batch.Effects<IdempotencyEffects>() with { Bound = bound };
        batch.SetEffects(key.User is { } user ? effects with { Shares = SharesIn(batch).Add(user, answered.At) } : effects);
    }

    /// <summary>Keeps in mind what was committed.</summary>
    public void Committed(ICommitRows batch)
    {
        var effects = batch.Effects<IdempotencyEffects>();
        if (effects.IsSwept) _bound = null;
        else if (effects.Bound is { } bound) _bound = bound;
        _shares = effects.Shares ?? _shares;
    }

    /// <summary>Forgets the keys whose lifetime is over.</summary>
    public async Task SweepAsync<TRecord>(GroupCommit<TRecord> commits)
        where TRecord : class
    {
        var now = time.GetUtcNow();
        while (_sweepDue <= now)
        {
            IReadOnlyList<GrainRow> oldest = [];
            await commits.RunAsync(
                batch => Sweep(batch, oldest.TakeWhile(row => row.DueAt <= now)),
                async () => oldest = await rows.ReadOldestAsync(owner, Collection, OldestAtOnce));
            // When all of them were over there may be more; a key that comes later is over later.
            _sweepDue = oldest.FirstOrDefault(row => row.DueAt > now)?.DueAt ?? (oldest.Count == OldestAtOnce ? now : now + limits.KeyLifetime);
        }
    }

    private static bool Sweep<TRecord>(CommitBatch<TRecord> batch, IEnumerable<GrainRow> expired)
        where TRecord : class
    {
        foreach (var row in expired)
        {
            if (batch.TryGetRow(Collection, row.Id, out _)) continue;
            batch.Add(new(Collection, row.Id, null));
            batch.SetEffects(batch.Effects<IdempotencyEffects>() with { IsSwept = true });
        }

        return true;
    }

    private IdempotencyBound BoundIn(ICommitRows batch) => batch.Effects<IdempotencyEffects>().Bound
        ?? _bound ?? throw new InvalidOperationException($"{nameof(PrepareAsync)} comes first.");

    private UserShares SharesIn(ICommitRows batch) =>
        batch.Effects<IdempotencyEffects>().Shares ?? (_shares ??= new(limits.MaxKeysPerUser, limits.KeyGrace));

    private async Task<Dictionary<string, GrainRow>> LookUpAsync()
    {
        // The requests of one commit are prepared in one turn; after it, one statement asks for the keys of all.
        await Task.Yield();
        var ids = _asked;
        _asked = [];
        _lookup = null;
        await LoadBoundAsync();
        return (await rows.FindAllAsync(owner, Collection, ids)).ToDictionary(row => row.Id);
    }

    private async Task LoadBoundAsync()
    {
        _bound ??= new(limits.MaxKeys, limits.KeyGrace, await rows.CountAsync(owner, Collection), []);
        if (!_bound.NeedsOldest(CommitLimits.MaxOperations)) return;
        var oldest = await rows.ReadOldestAsync(owner, Collection, OldestAtOnce);
        _bound = new(limits.MaxKeys, limits.KeyGrace, _bound.Count, [.. oldest.Select(row => new AgedKey(row.Id, RowJson.Read<IdempotentAnswer>(row).At))]);
    }
}
