namespace OrleansRealtime.Storage.Sqlite;

/// <summary>The one connection that writes, and its transactions. Used by the gate alone, one call at a time.</summary>
internal sealed class SqliteWriter(Func<LentConnection> connect) : IWriteTransaction, IDisposable
{
    private LentConnection? _connection;
    private SqliteSession? _session;

    public LentConnection Connection => _connection ??= Lent(connect());

    public SqliteSession Session => _session ??= new SqliteSession(Connection);

    public void Begin() => Session.Execute("BEGIN IMMEDIATE");

    public void BeginPart() => Session.Execute("SAVEPOINT part");

    public void KeepPart() => Session.Execute("RELEASE part");

    public void UndoPart()
    {
        // Fails where SQLite has undone everything itself: then there is no part of this name any more.
        Session.Execute("ROLLBACK TO part");
        Session.Execute("RELEASE part");
    }

    public void Commit() => Session.Execute("COMMIT");

    public void Undo() => Session.Execute("ROLLBACK");

    /// <summary>A transaction that failed may have left its connection in any state; closing it ends the transaction, and opening another
    /// takes a millisecond.</summary>
    public void Abandon() => Dispose();

    public void Dispose()
    {
        _session?.Dispose();
        _connection?.TakeBack();
        (_session, _connection) = (null, null);
    }

    private static LentConnection Lent(LentConnection connection)
    {
        connection.Lend();
        return connection;
    }
}
