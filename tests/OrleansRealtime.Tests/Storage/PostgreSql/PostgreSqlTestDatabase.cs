using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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

    /// <summary>What its owner's lock went through.</summary>
    public required RecordingEvents<ServiceOwnership> Events { get; init; }

    public required RecordingProcess Process { get; init; }

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
    public static PostgreSqlTestDatabase On(PostgreSqlStore store, bool ownsStore = false, Action<StorageOptions>? configure = null)
    {
        var options = new StorageOptions { ServiceId = "test" };
        store.Configure(options);
        configure?.Invoke(options);
        var settings = Options.Create(options);
        var (events, process) = (new RecordingEvents<ServiceOwnership>(), new RecordingProcess());
        var services = new ServiceCollection().AddSingleton<IHostApplicationLifetime>(process).BuildServiceProvider();
        var ownership = new ServiceOwnership(settings, TimeProvider.System, events, services);
        var database = new PostgreSqlDatabase(settings, TimeProvider.System, NullLogger<PostgreSqlDatabase>.Instance, ownership);
        return new(store, database, ownsStore) { Events = events, Process = process };
    }

    public override async ValueTask DisposeAsync()
    {
        Database.Dispose();
        if (_ownsStore) await Store.DisposeAsync();
    }
}
