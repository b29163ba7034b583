using Microsoft.Data.Sqlite;

namespace OrleansRealtime.Storage.Sqlite;

/// <summary>A connection for those who close theirs after each command: it stays open until its owner takes it back.</summary>
internal sealed class LentConnection(string connectionString) : SqliteConnection(connectionString)
{
    private bool _isTakenBack;

    public void TakeBack()
    {
        _isTakenBack = true;
        Dispose();
    }

    public override void Close()
    {
        if (_isTakenBack) base.Close();
    }

    protected override void Dispose(bool disposing)
    {
        if (_isTakenBack) base.Dispose(disposing);
    }
}
