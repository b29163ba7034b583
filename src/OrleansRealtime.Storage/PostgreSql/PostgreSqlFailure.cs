using System.Net.Sockets;
using Npgsql;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>What keeps a server from starting on a database, as the end of a sentence that begins with the database.</summary>
internal static class PostgreSqlFailure
{
    /// <returns>Null: it is not the database's failure.</returns>
    public static string? Sentence(Exception exception) => exception switch
    {
        StorageStartException => null,
        PostgresException e => Sentence(e),
        NpgsqlException or SocketException or TimeoutException => $"cannot be reached: {Innermost(exception).Message}",
        _ => null,
    };

    /// <summary>Whether the server refused the data that it was sent, and would again (SQLSTATE classes 22, data exception, and 54, program limit
    /// exceeded).</summary>
    public static bool IsOfTheData(PostgresException e) =>
        e.SqlState.StartsWith("22", StringComparison.Ordinal) || e.SqlState.StartsWith("54", StringComparison.Ordinal);

    /// <summary>Whether a statement for several grains failed for what one of them brought or found: its data, a constraint (class 23), a lock that somebody
    /// else holds, a deadlock, a row that others changed meanwhile, or a time limit of the server. The server undid all of it.</summary>
    public static bool ConcernsOneOfSeveral(PostgresException e) =>
        IsOfTheData(e) || e.SqlState.StartsWith("23", StringComparison.Ordinal)
        || e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected
            or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.QueryCanceled;

    // The server's messages name users and tables, and never what was sent as a password.
    private static string Sentence(PostgresException e) => e.SqlState switch
    {
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification => $"refuses us: {e.MessageText}.",
        PostgresErrorCodes.InvalidCatalogName => "is not there: create it first.",
        PostgresErrorCodes.InsufficientPrivilege => $"does not give the rights that are needed: {e.MessageText}.",
        PostgresErrorCodes.InvalidSchemaName => $"has no schema to make tables in: {e.MessageText}.",
        PostgresErrorCodes.ReadOnlySqlTransaction => "cannot be written: it is read-only.",
        _ => $"cannot be used: {e.MessageText} ({e.SqlState}).",
    };

    private static Exception Innermost(Exception exception) => exception is { InnerException: { } inner } ? Innermost(inner) : exception;
}
