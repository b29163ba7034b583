namespace OrleansRealtime.Storage;

/// <summary>Section <c>Data</c> of the configuration.</summary>
public sealed class StorageOptions
{
    public const string Section = "Data";

    /// <summary>A database file in the data folder.</summary>
    public const string Sqlite = "sqlite";

    /// <summary>A database of a PostgreSQL server.</summary>
    public const string Postgres = "postgres";

    /// <summary>
    /// Where committed state is: <c>sqlite</c>, which needs nothing else, or <c>postgres</c>. What is in one is not in the other.
    /// </summary>
    public string Store { get; set; } = Sqlite;

    /// <summary>
    /// How one gets to the PostgreSQL database, as Npgsql reads it: <c>Host=…;Database=…;Username=…;Password=…</c>. Needed for
    /// <c>postgres</c> only.
    /// </summary>
    public string? ConnectionString { get; set; }

    /// <summary>
    /// How long PostgreSQL may take to connect, or to answer one statement; then the call fails. In whole seconds, the unit of the driver.
    /// A statement takes milliseconds; ten seconds let a checkpoint on a slow disk pass, and stay below the callers' own patience.
    /// </summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the database of <c>sqlite</c>, the API key and the token keys are; relative to the working directory. One
    /// process uses one folder.</summary>
    public string Folder { get; set; } = "data";

    /// <summary>
    /// Rows of several services could share a database; this is whose rows are served. Another id sees none of the old data.
    /// </summary>
    public string ServiceId { get; set; } = "orleans-realtime";

    /// <summary>
    /// How long a statement waits while somebody else (a backup, a shell) locks the SQLite database. In whole seconds, the unit of the
    /// driver; five let a copy of some hundred megabytes pass, and stay below the callers' own patience.
    /// </summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How large the SQLite database may grow, in pages of 4 KiB; null is as large as the disk. Past it commits fail as on a full disk.
    /// </summary>
    public int? MaxPages { get; set; }
}
