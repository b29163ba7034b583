namespace OrleansRealtime.Storage;

/// <summary>Section <c>Data</c> of the configuration.</summary>
public sealed class StorageOptions
{
    public const string Section = "Data";

    /// <summary>Where the database is; relative to the working directory. One process uses one folder.</summary>
    public string Folder { get; set; } = "data";

    /// <summary>
    /// Rows of several services could share a database; this is whose rows are served. Another id sees none of the old data.
    /// </summary>
    public string ServiceId { get; set; } = "orleans-realtime";

    /// <summary>
    /// How long a statement waits while somebody else (a backup, a shell) locks the database. In whole seconds, the unit of the driver;
    /// five let a copy of some hundred megabytes pass, and stay below the callers' own patience.
    /// </summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How large the database may grow, in pages of 4 KiB; null is as large as the disk. Past it commits fail as on a full disk.
    /// </summary>
    public int? MaxPages { get; set; }
}
