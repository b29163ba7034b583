using System.Data.Common;
using Npgsql;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>Statements on a connection.</summary>
internal static class PostgreSqlQueries
{
    /// <summary>Runs one statement to its end.</summary>
    public static Task<List<T>> QueryAsync<T>(
        this NpgsqlConnection connection, string sql, Func<DbDataReader, T> map, CancellationToken ct,
        params (string Name, object? Value)[] parameters) =>
        connection.QueryUntilAsync(sql, map, static _ => false, ct, parameters);

    /// <summary>As <see cref="QueryAsync"/>; what the server sends after the last row that is wanted is passed over.</summary>
    public static async Task<List<T>> QueryUntilAsync<T>(
        this NpgsqlConnection connection, string sql, Func<DbDataReader, T> map, Func<T, bool> isLast, CancellationToken ct,
        params (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        await using (command.ConfigureAwait(false))
        {
            command.CommandText = sql;
            foreach (var (name, value) in parameters)
                command.Parameters.AddWithValue(name, value ?? DBNull.Value);
            var reader = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
            await using (reader.ConfigureAwait(false))
            {
                var rows = new List<T>();
                while (await reader.ReadAsync(ct).ConfigureAwait(false))
                {
                    var row = map(reader);
                    rows.Add(row);
                    if (isLast(row))
                        break;
                }

                // The server commits after the last row, and what fails there is said here.
                await reader.NextResultAsync(ct).ConfigureAwait(false);
                return rows;
            }
        }
    }

    public static Task ExecuteAsync(
        this NpgsqlConnection connection, string sql, CancellationToken ct, params (string Name, object? Value)[] parameters) =>
        connection.QueryAsync(sql, static _ => 0, ct, parameters);
}
