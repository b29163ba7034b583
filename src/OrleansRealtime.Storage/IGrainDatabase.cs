using System.Data.Common;

namespace OrleansRealtime.Storage;

/// <summary>
/// The one database of this process, whichever store it is. <c>GrainRows</c> runs its statements here; Orleans' AdoNet storage
/// opens connections of its own. Both pass the same two doors, in which a store waits for what its driver needs; failures of the
/// database surface as they are.
/// </summary>
internal interface IGrainDatabase
{
    /// <summary>As the option <see cref="StorageOptions.Store"/> has it.</summary>
    string Store { get; }

    string ServiceId { get; }

    StoreSql Sql { get; }

    /// <summary>Claims, checks and brings to the schema that this program knows; to be awaited before anything is served.</summary>
    /// <exception cref="StorageStartException">It cannot serve; nothing was written.</exception>
    Task OpenAsync(CancellationToken ct = default);

    /// <summary>Runs one statement that only reads, off the caller's scheduler.</summary>
    Task<List<T>> ReadAsync<T>(
        string statement, Func<DbDataReader, T> map, (string Name, object? Value)[] parameters, CancellationToken ct = default);

    /// <summary>Runs one statement that may write; what it answers is durable.</summary>
    Task<List<T>> WriteAsync<T>(
        string statement, Func<DbDataReader, T> map, (string Name, object? Value)[] parameters, CancellationToken ct = default);

    /// <summary>The door for somebody else's read on connections of <see cref="OpenConnectionAsync"/>.</summary>
    Task AdmitReadAsync(Func<Task> read);

    /// <summary>The door for somebody else's write on connections of <see cref="OpenConnectionAsync"/>.</summary>
    Task AdmitWriteAsync(Func<Task> write);

    /// <summary>Orleans' name for the driver.</summary>
    string Invariant { get; }

    /// <summary>A connection of the driver's type, not opened.</summary>
    DbConnection CreateConnection();

    /// <summary>An open connection, pooled, with this database's settings.</summary>
    ValueTask<DbConnection> OpenConnectionAsync(CancellationToken ct = default);
}
