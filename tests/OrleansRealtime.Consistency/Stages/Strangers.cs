using Npgsql;

namespace OrleansRealtime.Consistency.Stages;

/// <summary>Other clients of the database server, which leave no connection to the cluster's nodes.</summary>
internal sealed class Strangers(string connection) : IAsyncDisposable
{
    private const int MoreThanThereAre = 500;

    private readonly List<NpgsqlConnection> _connections = [];

    /// <summary>Takes all that are free, cuts those of the nodes, and takes theirs, too.</summary>
    /// <returns>How many they have.</returns>
    public async Task<int> TakeAllAsync()
    {
        await TakeFreeAsync();
        await using (var cut = _connections[0].CreateCommand())
        {
            cut.CommandText = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ~ '^(silo|gateway)-'";
            await cut.ExecuteNonQueryAsync();
        }

        await TakeFreeAsync();
        return _connections.Count;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var taken in _connections) await taken.DisposeAsync();
    }

    private async Task TakeFreeAsync()
    {
        while (_connections.Count < MoreThanThereAre)
        {
            var taken = new NpgsqlConnection($"{connection};Pooling=false;Application Name=strangers");
            try
            {
                await taken.OpenAsync();
                _connections.Add(taken);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.TooManyConnections)
            {
                await taken.DisposeAsync();
                return;
            }
        }
    }
}
