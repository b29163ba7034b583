using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace OrleansRealtime.Storage.Sqlite;

/// <summary>A connection for those who close theirs after each operation and make each command anew, as Orleans' storage does: while it is lent it
/// stays open, and each text is prepared once. Preparing a write takes longer than the write: the triggers are compiled with it.</summary>
/// <param name="back">Is given the connection when the borrower has closed it; <c>null</c> where the owner knows when that is.</param>
internal sealed class LentConnection(string connectionString, Action<LentConnection>? back = null) : SqliteConnection(connectionString)
{
    private readonly Dictionary<string, SqliteCommand> _prepared = new(StringComparer.Ordinal);
    private bool _isOwned = true;
    private bool _isLent;

    /// <summary>Whether a command of the borrower failed.</summary>
    public bool HasFailed { get; set; }

    public void Lend() => (_isOwned, _isLent) = (false, true);

    /// <summary>Closes it for good.</summary>
    public void TakeBack()
    {
        _isOwned = true;
        Dispose();
    }

    /// <summary>The command of this text, with what was prepared for it.</summary>
    public SqliteCommand Prepared(string text)
    {
        if (_prepared.TryGetValue(text, out var command)) return command;
        command = CreateCommand();
        command.CommandText = text;
        _prepared.Add(text, command);
        return command;
    }

    public override void Close()
    {
        if (_isOwned) base.Close();
    }

    protected override DbCommand CreateDbCommand() => new PreparedCommand(this);

    protected override void Dispose(bool disposing)
    {
        if (_isOwned)
        {
            foreach (var command in _prepared.Values) command.Dispose();
            _prepared.Clear();
            base.Dispose(disposing);
            return;
        }

        // Once, however often the borrower closes it: others may have it by then.
        if (!_isLent) return;
        _isLent = back is null;
        back?.Invoke(this);
    }
}
