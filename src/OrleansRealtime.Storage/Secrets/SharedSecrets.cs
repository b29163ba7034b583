using Npgsql;
using OrleansRealtime.Storage.PostgreSql;

namespace OrleansRealtime.Storage.Secrets;

/// <summary>The table SharedSecret (Schema/009).</summary>
internal sealed class SharedSecrets(PostgreSqlDatabase database, TimeProvider time) : ISharedSecrets
{
    /// <summary>How long another process is waited for that makes the service's keys. Making one takes milliseconds.</summary>
    private static readonly TimeSpan LockTimeout = TimeSpan.FromSeconds(10);

    public string? Find(string name) =>
        Query("SELECT Value FROM SharedSecret WHERE ServiceId = @ServiceId AND Name = @Name", ("@Name", name)).FirstOrDefault();

    public IReadOnlyList<string> ReadAll(string prefix) =>
        Query("SELECT Value FROM SharedSecret WHERE ServiceId = @ServiceId AND starts_with(Name, @Prefix) ORDER BY Name", ("@Prefix", prefix));

    public void Add(string name, string value) => Query(
        """
        INSERT INTO SharedSecret (ServiceId, Name, Value, MadeAt) VALUES (@ServiceId, @Name, @Value, @MadeAt)
        ON CONFLICT (ServiceId, Name) DO NOTHING RETURNING Name
        """,
        ("@Name", name), ("@Value", value), ("@MadeAt", time.GetUtcNow().ToUnixTimeMilliseconds()));

    public void Exclusively(Action make)
    {
        using var connection = database.OpenClusterConnection();
        // The lock ends with the transaction, however that ends.
        using var transaction = connection.BeginTransaction();
        try
        {
            Run(connection, $"SET LOCAL lock_timeout = '{LockTimeout.TotalSeconds}s'");
            // The server ends the wait, and says so: these connections give up a command sooner than that.
            Run(
                connection, "SELECT pg_advisory_xact_lock(hashtextextended('orleans-realtime secrets ' || current_schema() || ' ' || @ServiceId, 0))",
                2 * LockTimeout);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new StorageStartException($"Another process has made the service's keys for longer than {LockTimeout.TotalSeconds} s: see what it does, and start again.", e);
        }

        make();
        transaction.Commit();
    }

    private List<string> Query(string sql, params (string Name, object Value)[] parameters)
    {
        using var connection = database.OpenClusterConnection();
        return Run(connection, sql, patience: null, parameters);
    }

    private List<string> Run(NpgsqlConnection connection, string sql, TimeSpan? patience = null, params (string Name, object Value)[] parameters)
    {
        using var command = new NpgsqlCommand(sql, connection);
        if (patience is { } limit) command.CommandTimeout = (int)limit.TotalSeconds;
        command.Parameters.AddWithValue("@ServiceId", database.ServiceId);
        foreach (var (name, value) in parameters) command.Parameters.AddWithValue(name, value);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            if (!reader.IsDBNull(0) && reader.GetFieldType(0) == typeof(string)) rows.Add(reader.GetString(0));
        }

        return rows;
    }
}
