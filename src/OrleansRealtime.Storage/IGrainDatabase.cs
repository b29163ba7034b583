using System.Data.Common;

namespace OrleansRealtime.Storage;

/// <summary>
/// The one database of this process, whichever store it is, for those who run statements of their own; Orleans' storage uses the same
/// database as <see cref="GrainState.IAdoNetDatabase"/>. Failures of the database surface as they are.
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

    /// <summary>Runs one statement that only reads, as far as its rows are wanted.</summary>
    /// <param name="isLast">Asked of each row that was read: whether no more are wanted.</param>
    Task<List<T>> ReadUntilAsync<T>(
        string statement,
        Func<DbDataReader, T> map,
        Func<T, bool> isLast,
        (string Name, object? Value)[] parameters,
        CancellationToken ct = default);

    /// <summary>Runs one statement that may write; what it answers is durable.</summary>
    Task<List<T>> WriteAsync<T>(
        string statement, Func<DbDataReader, T> map, (string Name, object? Value)[] parameters, CancellationToken ct = default);
}
