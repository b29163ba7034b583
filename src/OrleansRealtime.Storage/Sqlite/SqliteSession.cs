using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace OrleansRealtime.Storage.Sqlite;

/// <summary>One connection with the statements that it has prepared; used by one thread at a time.</summary>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    private readonly PreparedCommands _prepared = new(connection);

    /// <summary>
    /// Runs one statement to its end. A statement that returns rows commits only in the step after the last of them, so a full disk or a
    /// broken one may show there and not before.
    /// </summary>
    public List<T> Query<T>(string sql, Func<DbDataReader, T> map, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        QueryUntil(sql, map, static _ => false, parameters);

    /// <summary>Runs one statement that only reads, until a row is the last that is wanted.</summary>
    public List<T> QueryUntil<T>(
        string sql, Func<DbDataReader, T> map, Func<T, bool> isLast, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = Prepared(sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            var row = map(reader);
            rows.Add(row);
            if (isLast(row))
                break;
        }

        return rows;
    }

    public void Execute(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Query(sql, static _ => 0, parameters);

    /// <summary>Runs a text of any number of statements; nothing of it is kept prepared.</summary>
    public void Script(string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _prepared.Dispose();
        connection.Dispose();
    }

    private SqliteCommand Prepared(string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = _prepared.Of(sql);
        if (command.Parameters.Count == 0)
        {
            foreach (var (name, _) in parameters)
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        foreach (var (name, value) in parameters)
            command.Parameters[name].Value = value ?? DBNull.Value;
        return command;
    }
}
