using Npgsql;

namespace OrleansRealtime.Consistency.Stages;

/// <summary>A grain's row that a stranger holds: who commits it waits until this is disposed of.</summary>
internal sealed class HeldRow : IAsyncDisposable
{
    private const int Looks = 200;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlConnection _observer;

    private HeldRow(NpgsqlConnection connection, NpgsqlConnection observer) => (_connection, _observer) = (connection, observer);

    public static async Task<HeldRow> TakeAsync(string connection, string grain)
    {
        var held = new HeldRow(new($"{connection};Pooling=false"), new($"{connection};Pooling=false"));
        await held._connection.OpenAsync();
        await held._observer.OpenAsync();
        // Without an end: closing the connection is it.
        await held._connection.BeginTransactionAsync();
        await using var take = new NpgsqlCommand("SELECT 1 FROM GrainState WHERE GrainKey = $1 FOR UPDATE", held._connection);
        take.Parameters.Add(new() { Value = grain });
        await take.ExecuteNonQueryAsync();
        return held;
    }

    /// <summary>The node whose connection waits for the row; <c>null</c>: none does for long.</summary>
    public async Task<string?> WaiterAsync()
    {
        await using var look = new NpgsqlCommand(
            "SELECT application_name FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid)) LIMIT 1", _observer);
        look.Parameters.Add(new() { Value = _connection.ProcessID });
        for (var looked = 0; looked < Looks; looked++)
        {
            if (await look.ExecuteScalarAsync() is string name) return name;
            await Task.Delay(BetweenLooks);
        }

        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _observer.DisposeAsync();
    }
}
