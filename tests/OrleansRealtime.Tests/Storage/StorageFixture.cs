using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Storage.Hosting;

namespace OrleansRealtime.Tests.Storage;

/// <summary>A silo on a database of its own.</summary>
public abstract class StorageFixture(TestStore store) : IAsyncLifetime
{
    private TestSilo? _silo;

    protected TestStore Store => store;

    internal IServiceProvider Services => Silo.Services;

    /// <summary>By how much a version goes up when a grain reads its state: where several processes share a store, reading is claiming.</summary>
    public virtual int VersionsPerReading => 0;

    private TestSilo Silo => _silo ?? throw new InvalidOperationException("The silo was not started.");

    public IGrainFactory Grains => Silo.Grains;

    public IGrainRows Rows => Services.GetRequiredService<IGrainRows>();

    internal IGrainDatabase Database => Services.GetRequiredService<IGrainDatabase>();

    public async ValueTask InitializeAsync()
    {
        await store.InitializeAsync();
        _silo = await StartAsync();
    }

    /// <summary>Stops the silo and starts another on the same data.</summary>
    /// <param name="between">What is done while no silo runs.</param>
    public async Task RestartAsync(Func<Task>? between = null)
    {
        await Silo.DisposeAsync();
        if (between is not null) await between();
        _silo = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_silo is not null) await _silo.DisposeAsync();
        await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private Task<TestSilo> StartAsync() => TestSilo.StartAsync(services => services.AddRealtimeStorage(store.Configure));
}
