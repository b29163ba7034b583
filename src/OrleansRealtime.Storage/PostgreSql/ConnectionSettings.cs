using Npgsql;

namespace OrleansRealtime.Storage.PostgreSql;

/// <summary>What connects to the database: the operator's connection string, and around it what this program needs.</summary>
internal static class ConnectionSettings
{
    /// <summary>
    /// Connections of one process for its grains unless the operator says otherwise. A server of a few cores commits no faster with more, and
    /// admits a hundred in all by default, which is four processes; who finds all of them busy waits here, in order.
    /// </summary>
    private const int MaxConnections = 20;

    /// <summary>Connections of one process for the cluster's own tables; a pool of the grains that is full must not take them.</summary>
    public const int MaxClusterConnections = 3;

    /// <summary>Texts that a connection keeps prepared: the statements, and the eight of a range.</summary>
    private const int MaxPrepared = 32;

    /// <summary>What is wrong with the connection string; never a part of it, because that could be of the password.</summary>
    public static string? Complaint(string connectionString)
    {
        try
        {
            return string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(connectionString).Host) ? "names no Host" : null;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidCastException)
        {
            return "is not like 'Host=…;Database=…;Username=…;Password=…' (a value with ; or = stands in quotes)";
        }
    }

    /// <summary>Where the database is, for messages and logs.</summary>
    public static string Place(StorageOptions options)
    {
        var settings = Builder(options);
        return $"The database {settings.Database ?? settings.Username} at {settings.Host}:{settings.Port}";
    }

    /// <summary>Where connections come from.</summary>
    /// <param name="name">As meters name it. Unless it has a name they would show where the database is, and as whom it is used.</param>
    public static NpgsqlDataSource Source(string name, string connectionString) => new NpgsqlDataSourceBuilder(connectionString) { Name = name }.Build();

    /// <summary>Connections for grains.</summary>
    public static string Pooled(StorageOptions options)
    {
        var settings = Builder(options);
        if (!settings.ShouldSerialize("Maximum Pool Size"))
            settings.MaxPoolSize = MaxConnections;
        if (!settings.ShouldSerialize("Max Auto Prepare"))
            settings.MaxAutoPrepare = MaxPrepared;
        return Unreset(settings).ConnectionString;
    }

    /// <summary>Connections for the cluster's tables. Whoever asks there would rather ask again than wait: after two seconds it fails.</summary>
    public static string Cluster(StorageOptions options)
    {
        var settings = Builder(options);
        settings.MaxPoolSize = MaxClusterConnections;
        settings.ApplicationName = $"{settings.ApplicationName} (cluster)";
        settings.CommandTimeout = settings.Timeout = (int)ClusterTimings.TablePatience.TotalSeconds;
        return Unreset(settings).ConnectionString;
    }

    /// <summary>One connection that does not come back, for what is done at the start.</summary>
    public static string Dedicated(StorageOptions options)
    {
        var settings = Builder(options);
        settings.Pooling = false;
        return settings.ConnectionString;
    }

    /// <summary>The one connection that is this process's alone for as long as it lives. What hangs there is given up soon and made again.</summary>
    /// <param name="patience">How long connecting may take. Whoever starts has no reason to hurry on a server that is slow; whoever has lost the
    /// connection has.</param>
    public static string Session(StorageOptions options, TimeSpan patience)
    {
        var settings = Builder(options);
        settings.Pooling = false;
        settings.ApplicationName = $"{settings.ApplicationName} (session)";
        settings.CommandTimeout = (int)ClusterTimings.TablePatience.TotalSeconds;
        settings.Timeout = (int)patience.TotalSeconds;
        // The machine under a process may vanish without a word; the server then lets go of its lock after half a minute, not two hours.
        settings.Options = $"{settings.Options} -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=4".TrimStart();
        return settings.ConnectionString;
    }

    /// <summary>Nothing here leaves anything behind in a session (settings and locks are a transaction's own), so nothing has to be reset before the
    /// next borrower's statement, which the driver would do in front of it.</summary>
    private static NpgsqlConnectionStringBuilder Unreset(NpgsqlConnectionStringBuilder settings)
    {
        if (!settings.ShouldSerialize("No Reset On Close"))
            settings.NoResetOnClose = true;
        return settings;
    }

    private static NpgsqlConnectionStringBuilder Builder(StorageOptions options)
    {
        var seconds = (int)options.CommandTimeout.TotalSeconds;
        var settings = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            CommandTimeout = seconds,
            Timeout = seconds,
            // What a log or a message could show of it later has no password.
            PersistSecurityInfo = false,
            IncludeErrorDetail = false,
        };
        settings.ApplicationName ??= "orleans-realtime";
        // The driver prefers Kerberos and says at every connection that its library is missing, as it is in most images; TLS is as before.
        if (!settings.ShouldSerialize("GSS Encryption Mode"))
            settings.GssEncryptionMode = GssEncryptionMode.Disable;
        return settings;
    }
}
