namespace OrleansRealtime.LoadTest.Processes;

/// <summary>A folder that goes when what wrote into it has ended.</summary>
internal sealed class TemporaryFolder(string prefix) : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory(prefix).FullName;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);
        return ValueTask.CompletedTask;
    }
}
