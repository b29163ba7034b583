using System.Data;
using System.Data.Common;

namespace OrleansRealtime.Storage.GrainState;

/// <summary>What the commands have in common that Orleans' storage makes, one for each statement, on a connection that is not what it seems: plain text,
/// which stays with its connection and runs to its end.</summary>
internal abstract class LentStatement(DbConnection connection) : DbCommand
{
    public sealed override CommandType CommandType
    {
        get => CommandType.Text;
        set => ArgumentOutOfRangeException.ThrowIfNotEqual(value, CommandType.Text);
    }

    public sealed override bool DesignTimeVisible { get; set; }

    public sealed override UpdateRowSource UpdatedRowSource { get; set; }

    protected sealed override DbConnection? DbConnection
    {
        get => connection;
        set => throw new NotSupportedException("The command stays with its connection.");
    }

    // The database's own is around it, and may be around others.
    protected sealed override DbTransaction? DbTransaction { get; set; }

    // SQLite's driver breaks nothing off either; of PostgreSQL's, PostgreSqlDatabase.ReadAsync says why it is not asked to.
    public sealed override void Cancel()
    {
    }
}
