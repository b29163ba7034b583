using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.PostgreSql;

namespace OrleansRealtime.Tests.Storage.PostgreSql;

/// <summary>On a store of its own, or on one that outlives it.</summary>
internal sealed class PostgreSqlTestDatabase : TestDatabase
{
    private readonly bool _ownsStore;

    private PostgreSqlTestDatabase(PostgreSqlStore store, PostgreSqlDatabase database, bool ownsStore)
        : base(database) => (Store, Database, _ownsStore) = (store, database, ownsStore);

    /// <summary>What the connection with the service's lock went through.</summary>
    public required RecordingEvents<ServiceSession> Events { get; init; }

    public PostgreSqlStore Store { get; }

    public PostgreSqlDatabase Database { get; }

    /// <summary>With a new, empty store.</summary>
    public static async Task<PostgreSqlTestDatabase> CreateAsync(Action<StorageOptions>? configure = null)
    {
        var store = new PostgreSqlStore();
        await store.InitializeAsync();
        return On(store, ownsStore: true, configure);
    }

    /// <param name="configure">Changes the options, for one that is not to be served as usual.</param>
    public static PostgreSqlTestDatabase On(PostgreSqlStore store, bool ownsStore = false, Action<StorageOptions>? configure = null, ClusterSettings? cluster = null)
    {
        var options = new StorageOptions { ServiceId = "test" };
        store.Configure(options);
        configure?.Invoke(options);
        var settings = Options.Create(options);
        var events = new RecordingEvents<ServiceSession>();
        var session = new ServiceSession(settings, TimeProvider.System, events);
        var database = new PostgreSqlDatabase(
            settings, Options.Create(cluster ?? new()), TimeProvider.System, NullLogger<PostgreSqlDatabase>.Instance, session);
        return new(store, database, ownsStore) { Events = events };
    }

    public override async ValueTask DisposeAsync()
    {
        Database.Dispose();
        if (_ownsStore) await Store.DisposeAsync();
    }
}
