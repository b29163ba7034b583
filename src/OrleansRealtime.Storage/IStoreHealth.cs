namespace OrleansRealtime.Storage;

/// <summary>Whether committed state can be reached at this moment.</summary>
public interface IStoreHealth
{
    /// <summary><see cref="StorageOptions.Sqlite"/> or <see cref="StorageOptions.Postgres"/>.</summary>
    string Store { get; }

    /// <summary>Asks the database, and takes one that does not answer within two seconds for one that does not answer. Never fails.</summary>
    Task<bool> AnswersAsync(CancellationToken ct = default);
}

internal sealed class StoreHealth(IGrainDatabase database) : IStoreHealth
{
    /// <summary>An order of magnitude above what a loaded server needs, and below what whoever asks for readiness waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public string Store => database.Store;

    public async Task<bool> AnswersAsync(CancellationToken ct = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            return await database.ReadAsync("SELECT 1", _ => true, [], limit.Token).WaitAsync(limit.Token).ConfigureAwait(false) is [true];
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }
}
