using Microsoft.Data.Sqlite;

namespace OrleansRealtime.Storage.Sqlite;

/// <summary>The commands of a connection, one for each text, with what was prepared for it; used by one thread at a time. The texts are the program's
/// own, and few.</summary>
internal sealed class PreparedCommands(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _byText = new(StringComparer.Ordinal);

    /// <summary>It still has the parameters of the last time.</summary>
    public SqliteCommand Of(string text)
    {
        if (_byText.TryGetValue(text, out var command)) return command;
        command = connection.CreateCommand();
        command.CommandText = text;
        _byText.Add(text, command);
        return command;
    }

    public void Dispose()
    {
        foreach (var command in _byText.Values) command.Dispose();
        _byText.Clear();
    }
}
