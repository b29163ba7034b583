using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace OrleansRealtime.Storage.Sqlite;

/// <summary>A connection for those who close theirs after each operation and make each command anew, as Orleans' storage does: while it is lent it
/// stays open, and each text is prepared once. In batches, half of what an edit cost the processor was preparing it (420 µs before, 191 after, when
/// triggers were still compiled with a write; a client beside it on two cores, medians of three interleaved runs).</summary>
/// <param name="back">Is given the connection when the borrower has closed it; <c>null</c> where the owner knows when that is.</param>
internal sealed class LentConnection(string connectionString, Action<LentConnection>? back = null) : SqliteConnection(connectionString)
{
    private PreparedCommands? _prepared;
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

    public PreparedCommands Prepared => _prepared ??= new(this);

    public override void Close()
    {
        if (_isOwned) base.Close();
    }

    protected override DbCommand CreateDbCommand() => new LentCommand(this);

    protected override void Dispose(bool disposing)
    {
        if (_isOwned)
        {
            _prepared?.Dispose();
            base.Dispose(disposing);
            return;
        }

        // Once, however often the borrower closes it: others may have it by then.
        if (!_isLent) return;
        _isLent = back is null;
        back?.Invoke(this);
    }
}
