using OrleansRealtime.Storage;

namespace OrleansRealtime.Tests.Storage;

/// <summary>A place for data that outlives what runs on it, and goes with the test.</summary>
public abstract class TestStore : IAsyncLifetime
{
    private readonly TestFolder _folder = new();

    internal TestFolder Folder => _folder;

    public virtual void Configure(StorageOptions options)
    {
        options.Folder = _folder.Path;
        options.BusyTimeout = TimeSpan.FromSeconds(1);
    }

    public virtual ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual ValueTask DisposeAsync()
    {
        _folder.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

public sealed class SqliteStore : TestStore;
