using System.Data.Common;

namespace OrleansRealtime.Storage.GrainState;

/// <summary>The database of this process as Orleans' AdoNet storage needs it, which opens a connection per operation and runs on it what it
/// likes.</summary>
internal interface IAdoNetDatabase
{
    /// <summary>Orleans' name for the driver.</summary>
    string Invariant { get; }

    /// <summary>Whether the store refused what a write brought, and would again: the value, and not the moment. The write did not happen.</summary>
    bool IsRefusal(Exception failure);

    /// <summary>A connection of the driver's type, not opened.</summary>
    DbConnection CreateConnection();

    /// <summary>An open connection, kept for the next when it is closed, with this database's settings.</summary>
    ValueTask<DbConnection> OpenConnectionAsync(CancellationToken ct = default);

    /// <summary>Runs an operation that only reads, on connections of <see cref="OpenConnectionAsync"/>, where it holds up no grain's turn.</summary>
    Task RunReadAsync(Func<Task> read);

    /// <summary>Runs a write of a grain's state, on connections of <see cref="OpenConnectionAsync"/>, where it holds up no grain's turn and when a
    /// write may run. State and rows are durable, both, when this ends, or neither is when it fails.</summary>
    /// <param name="owner">Whose rows they are.</param>
    /// <param name="isBackground">As <see cref="StoredState{T}.IsBackground"/>.</param>
    /// <param name="write">Writes the state.</param>
    Task RunWriteAsync(GrainRowOwner owner, IReadOnlyList<GrainRow> rows, bool isBackground, Func<Task> write);
}
