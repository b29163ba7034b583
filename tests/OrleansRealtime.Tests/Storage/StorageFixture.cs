using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Storage;
using OrleansRealtime.Tests.Engines;

namespace OrleansRealtime.Tests.Storage;

/// <summary>An engine on a database of its own.</summary>
public abstract class StorageFixture(TestStore store) : IAsyncLifetime
{
    private TestEngine? _engine;

    protected TestStore Store => store;

    internal IServiceProvider Services => Engine.Services;

    private TestEngine Engine => _engine ?? throw new InvalidOperationException("The engine was not started.");

    public IGrainFactory Grains => Engine.Grains;

    public IGrainRows Rows => Services.GetRequiredService<IGrainRows>();

    internal IGrainDatabase Database => Services.GetRequiredService<IGrainDatabase>();

    public async ValueTask InitializeAsync()
    {
        await store.InitializeAsync();
        _engine = await StartAsync();
    }

    /// <summary>Stops the engine and starts another on the same data.</summary>
    public async Task RestartAsync()
    {
        await Engine.DisposeAsync();
        _engine = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_engine is not null) await _engine.DisposeAsync();
        await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private Task<TestEngine> StartAsync() => TestEngine.StartAsync(services => services.AddRealtimeStorage(store.Configure));
}
