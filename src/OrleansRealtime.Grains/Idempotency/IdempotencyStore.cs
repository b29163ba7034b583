using OrleansRealtime.Contracts.Entities;
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

    /// <summary>A user's pace for ten minutes, or that of a board which some ten people edit.</summary>
    private const int NewestAtFirst = 128;

    private HashSet<string> _asked = [];
    private Task<Dictionary<string, GrainRow>>? _lookup;
    // As last committed; null until it is first needed, and after keys were swept.
    private IdempotencyBound? _bound;
    // As last committed; null while there are so few keys that no share can be full.
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
        var (now, shares) = (time.GetUtcNow(), SharesIn(batch));
        return (BoundIn(batch).HasRoom(now) || shares is not null && shares.HasIdle(now)) && shares?.HasRoom(key.User, now) != false;
    }

    /// <summary>Has the request committed with what it did.</summary>
    public void Add(ICommitRows batch, IdempotencyKey key, IdempotentAnswer answered)
    {
        var (bound, shares) = MakeRoom(batch, key, answered.At);
        bound = bound.Add(answered.At, out var dropped);
        foreach (var id in dropped) batch.Add(new(Collection, id, null));
        shares = shares?.Add(key.User, new(key.Id, answered.At), IsIdle(answered));
        batch.Add(new(Collection, key.Id, RowJson.Write(answered), answered.At + limits.KeyLifetime));
        batch.SetEffects(batch.Effects<IdempotencyEffects>() with { Bound = bound, Shares = shares });
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
        if (_sweepDue > now) return;
        IReadOnlyList<GrainRow> oldest = [];
        // When all that were read are over there may be more.
        do
        {
            await commits.RunAsync(
                batch => Sweep(batch, oldest.TakeWhile(row => row.DueAt <= now)),
                async () => oldest = await rows.ReadOldestAsync(owner, Collection, OldestAtOnce));
        }
        while (oldest.Count == OldestAtOnce && oldest[^1].DueAt <= now);

        // A key that comes later is over later.
        _sweepDue = oldest.FirstOrDefault(row => row.DueAt > now)?.DueAt ?? now + limits.KeyLifetime;
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

    private UserShares? SharesIn(ICommitRows batch) => batch.Effects<IdempotencyEffects>().Shares ?? _shares;

    private static bool IsIdle(IdempotentAnswer answered) => answered.Effect == EntityEffect.Unchanged;

    // The idle keys that are in the way of this one go.
    private (IdempotencyBound Bound, UserShares? Shares) MakeRoom(ICommitRows batch, IdempotencyKey key, DateTimeOffset now)
    {
        var (bound, shares) = (BoundIn(batch), SharesIn(batch));
        if (shares is null) return (bound, null);
        shares = shares.MakeRoom(key.User, now, out var own);
        if (own is not null)
        {
            Drop(own);
        }
        else if (!bound.HasRoom(now))
        {
            shares = shares.DropIdle(now, out var other);
            Drop(other);
        }

        return (bound, shares);

        void Drop(string id)
        {
            batch.Add(new(Collection, id, null));
            bound = bound.Remove(id);
        }
    }

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
        if (_shares is null && _bound.Count + CommitLimits.MaxOperations > Math.Min(limits.MaxKeys, limits.MaxKeysPerUser)) _shares = await LoadSharesAsync();
        if (!_bound.NeedsOldest(CommitLimits.MaxOperations)) return;
        var oldest = await rows.ReadOldestAsync(owner, Collection, OldestAtOnce);
        _bound = new(limits.MaxKeys, limits.KeyGrace, _bound.Count, [.. oldest.Select(row => new AgedKey(row.Id, RowJson.Read<IdempotentAnswer>(row).At))]);
    }

    // Once per activation, and of a busy entity only.
    private async Task<UserShares> LoadSharesAsync()
    {
        // A key whose lifetime is shorter than the grace is not there any more.
        var grace = limits.KeyGrace < limits.KeyLifetime ? limits.KeyGrace : limits.KeyLifetime;
        var recent = await ReadSinceAsync(time.GetUtcNow() - grace);
        return recent.OrderBy(one => one.Answered.At).Aggregate(
            new UserShares(limits.MaxKeysPerUser, grace),
            (shares, one) => shares.Add(one.Answered.User, new(one.Id, one.Answered.At), IsIdle(one.Answered)));
    }

    // A day's keys may be thousands and those of the last minutes a few: more and more of the newest, until an older one is among them.
    private async Task<List<(string Id, IdempotentAnswer Answered)>> ReadSinceAsync(DateTimeOffset since)
    {
        for (var limit = NewestAtFirst; ; limit *= 4)
        {
            var newest = await rows.ReadNewestAsync(owner, Collection, limit);
            var recent = newest.Select(row => (row.Id, Answered: RowJson.Read<IdempotentAnswer>(row))).Where(one => one.Answered.At > since).ToList();
            // By when they are due, which is their age but for those of another lifetime.
            if (newest.Count < limit || newest[^1].DueAt <= since + limits.KeyLifetime) return recent;
        }
    }
}
