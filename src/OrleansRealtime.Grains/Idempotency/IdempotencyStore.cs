using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Grains.Idempotency;

/// <summary>
/// The idempotency keys of one grain: a row each, committed with what the request did, and a <see cref="IdempotencyLedger"/> of them in memory,
/// read at the first request that has a key. Used within the grain's <see cref="GroupCommit{TRecord}"/> only.
/// </summary>
internal sealed class IdempotencyStore(GrainRowOwner owner, IGrainRows rows, IdempotencyLimits limits, TimeProvider time)
{
    private const string Collection = "key";

    private IdempotencyLedger? _ledger;

    private IdempotencyLedger Ledger => _ledger ?? throw new InvalidOperationException($"{nameof(LoadAsync)} comes first.");

    public async Task LoadAsync() => _ledger ??= await ReadAsync();

    public IdempotentAnswer? Find(IdempotencyKey key) => Ledger.Find(key.Id);

    /// <summary>Whether another key can be kept. Asked before anything is done: what cannot be remembered must not happen.</summary>
    public bool HasRoom() => Ledger.HasRoom(time.GetUtcNow());

    /// <summary>Has the request committed with what it did.</summary>
    public void Add<TRecord>(CommitBatch<TRecord> batch, IdempotencyKey key, IdempotentAnswer answered)
        where TRecord : class
    {
        Drop(batch, Ledger.Add(key.Id, answered));
        batch.Add(new(Collection, key.Id, RowJson.Write(answered), answered.At + limits.KeyLifetime));
    }

    /// <summary>Forgets the keys whose lifetime is over.</summary>
    public Task SweepAsync<TRecord>(GroupCommit<TRecord> commits)
        where TRecord : class => commits.RunAsync(
            batch =>
            {
                Drop(batch, Ledger.Sweep(time.GetUtcNow()));
                return true;
            },
            LoadAsync);

    private static void Drop<TRecord>(CommitBatch<TRecord> batch, IReadOnlyList<string> ids)
        where TRecord : class
    {
        foreach (var id in ids) batch.Add(new(Collection, id, null));
    }

    private async Task<IdempotencyLedger> ReadAsync()
    {
        var requests = new List<(string Id, IdempotentAnswer Request)>();
        await foreach (var row in rows.AllAsync(owner, Collection)) requests.Add((row.Id, RowJson.Read<IdempotentAnswer>(row)));
        var ledger = new IdempotencyLedger(limits.MaxKeys, limits.KeyLifetime, limits.KeyGrace);
        foreach (var (id, request) in requests.OrderBy(entry => entry.Request.At)) ledger.Add(id, request);
        return ledger;
    }
}
