using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Storage;
using Orleans.Streams;
using OrleansRealtime.Consistency.Faults;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Hosting;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Storage.Hosting;
using OrleansRealtime.Tests.Storage;

namespace OrleansRealtime.Tests.Grains;

/// <summary>The grains on a silo and on a store that survives <see cref="RestartAsync"/>.</summary>
public sealed class GrainsUnderTest : IAsyncDisposable
{
    private readonly TestStore _store;
    private readonly Action<IServiceCollection> _configure;
    private TestSilo _silo = null!;

    private GrainsUnderTest(TestStore store, Action<IServiceCollection>? configure) => (_store, _configure) = (store, configure ?? (_ => { }));

    public StorageFaults Faults { get; } = new();

    public ManualTimeProvider Time { get; } = new();

    public IServiceProvider Services => _silo.Services;

    /// <param name="store">SQLite unless the test says otherwise; it goes with the grains.</param>
    public static async Task<GrainsUnderTest> StartAsync(Action<IServiceCollection>? configure = null, TestStore? store = null)
    {
        var grains = new GrainsUnderTest(store ?? new SqliteStore(), configure);
        await grains._store.InitializeAsync();
        await grains.StartSiloAsync();
        return grains;
    }

    public IEntityGrain Entity(string id = "42") => _silo.Grains.GetGrain<IEntityGrain>(new EntityKey("demo", "workitem", id).ToString());

    public IUserGrain User(string user) => _silo.Grains.GetGrain<IUserGrain>(new UserKey("demo", user).ToString());

    public IBroadcastGrain Broadcast(string id) => _silo.Grains.GetGrain<IBroadcastGrain>($"demo/notice/{id}");

    public async Task<RecordingSubscriber<T>> SubscribeAsync<T>(string streamNamespace, string key)
    {
        var subscriber = new RecordingSubscriber<T>();
        var stream = Services.GetRequiredService<IClusterClient>().GetStreamProvider(LiveStreamNames.Provider).GetStream<T>(streamNamespace, key);
        await stream.SubscribeAsync(subscriber);
        return subscriber;
    }

    /// <summary>Completes when so many activations of a grain class are in memory. Up to a minute passes for the grains meanwhile: much less
    /// than what Orleans itself keeps an activation that nobody uses.</summary>
    public Task HasActivationsAsync<TGrain>(int count) => UntilAsync<TGrain>(count).Within($"{count} activations of {typeof(TGrain).Name}");

    public async Task RestartAsync()
    {
        await _silo.DisposeAsync();
        await StartSiloAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _silo.DisposeAsync();
        await _store.DisposeAsync();
    }

    private async Task UntilAsync<TGrain>(int count)
    {
        for (var seconds = 0; await _silo.CountActivationsAsync<TGrain>() != count; seconds++)
        {
            if (seconds < 60) Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    private async Task StartSiloAsync() => _silo = await TestSilo.StartAsync(services =>
    {
        services.TryAddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        services.AddRealtimeStorage(_store.Configure);
        services.AddSingleton<IEntityAccess, OpenAccess>();
        services.AddRealtimeGrains();
        services.PutInFront<IGrainStorage>(StorageNames.Grains, storage => new FaultyGrainStorage(storage, Faults));
        services.PutInFront<IGrainRows>(null, rows => new FaultyGrainRows(rows, Faults));
        _configure(services);
    });

    private sealed class OpenAccess : IEntityAccess
    {
        public ValueTask<EntityAccess> CheckAsync(EntityKey entity, string user, CancellationToken cancellationToken) => new(EntityAccess.Write);

        public void Forget(string workspace, string user, EntityKey? entity)
        {
        }
    }
}
