using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Sqlite;
using OrleansRealtime.Tests.Engines;

namespace OrleansRealtime.Tests.Storage;

/// <summary>An engine on a database of its own.</summary>
public sealed class StorageFixture : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestEngine _engine = null!;

    public IGrainFactory Grains => _engine.Grains;

    public IGrainRows Rows => _engine.Services.GetRequiredService<IGrainRows>();

    internal SqliteDatabase Database => _engine.Services.GetRequiredService<SqliteDatabase>();

    public async ValueTask InitializeAsync() => _engine = await StartAsync();

    /// <summary>Stops the engine and starts another on the same folder.</summary>
    public async Task RestartAsync()
    {
        await _engine.DisposeAsync();
        _engine = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    private Task<TestEngine> StartAsync() => TestEngine.StartAsync(services => services.AddRealtimeStorage(options =>
    {
        options.Folder = _folder.Path;
        options.BusyTimeout = TimeSpan.FromSeconds(1);
    }));
}
