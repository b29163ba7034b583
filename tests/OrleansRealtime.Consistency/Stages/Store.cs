using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Consistency.Stages;

/// <summary>Where the server keeps its data: SQLite in its folder, or a database of a PostgreSQL server of this process's own.</summary>
internal sealed record Store(string Name, string? Connection = null)
{
    public static async Task<Store> OpenAsync(string name)
    {
        if (name != "postgres") return new(name);
        var server = await PrivatePostgres.SharedAsync();
        return new(name, server.ConnectionString(await server.CreateDatabaseAsync()));
    }

    /// <summary>As configuration.</summary>
    public IEnumerable<(string Key, string Value)> Settings => Connection is null ? [] : [("Data:Store", Name), ("Data:ConnectionString", Connection)];

    /// <summary>As options of <see cref="ServeFaultyCommand"/>.</summary>
    public IEnumerable<string> Words => Connection is null ? [] : ["--store", Name, "--connection", Connection];
}
