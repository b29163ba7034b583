using Npgsql;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>
/// The sessions of the process that served before this one. A process that is killed may leave a commit on its way, which its session carries
/// out all the same: after this process has read, and then grains in memory and what is stored would be of two minds. So the new process ends
/// those sessions, and waits until they are gone, before it reads anything.
/// </summary>
internal static class FormerSessions
{
    /// <summary>A session ends within milliseconds; not while it waits for a disk that does not answer.</summary>
    private const int MaxLooks = 500;

    private const double SecondsBetween = 0.02;

    /// <summary>What a process calls its sessions: no other service's have this name, in whichever schema it is.</summary>
    public static async Task<string> NameAsync(NpgsqlConnection connection, StorageOptions options, CancellationToken ct = default)
    {
        var keys = await connection.QueryAsync(
            $"SELECT to_hex({ServiceOwnership.Key})", row => row.GetString(0), ct, ("@ServiceId", options.ServiceId)).ConfigureAwait(false);
        return $"{ConnectionSettings.ApplicationName(options)} {keys[0]}";
    }

    /// <exception cref="StorageStartException">They do not end.</exception>
    public static async Task EndAsync(NpgsqlConnection connection, string name, string place, CancellationToken ct = default)
    {
        for (var look = 0; look < MaxLooks; look++)
        {
            var ended = await connection.QueryAsync(
                """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = @Name
                """,
                row => row.GetBoolean(0), ct, ("@Name", name)).ConfigureAwait(false);
            if (ended.Count == 0)
                return;
            // The server's time, not the program's: it is the server that is waited for.
            await connection.ExecuteAsync("SELECT pg_sleep(@Seconds)", ct, ("@Seconds", SecondsBetween)).ConfigureAwait(false);
        }

        throw new StorageStartException($"{place} still has sessions of the process that served it before ('{name}'), and they do not end.");
    }
}
