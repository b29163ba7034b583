using Microsoft.Data.Sqlite;

namespace OrleansRealtime.Storage.Sqlite;

/// <summary>A connection for those who close theirs after each command: once lent it stays open until its owner takes it back.</summary>
internal sealed class LentConnection(string connectionString) : SqliteConnection(connectionString)
{
    private bool _isLent;

    public void Lend() => _isLent = true;

    public void TakeBack()
    {
        _isLent = false;
        Dispose();
    }

    public override void Close()
    {
        if (!_isLent) base.Close();
    }

    protected override void Dispose(bool disposing)
    {
        if (!_isLent) base.Dispose(disposing);
    }
}
