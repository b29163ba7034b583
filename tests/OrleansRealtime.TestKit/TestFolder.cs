namespace OrleansRealtime.TestKit;

/// <summary>A folder that goes with whoever made it.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("orleans-realtime-").FullName;

    /// <summary>The database, also before it is there.</summary>
    public string Database => System.IO.Path.Combine(Path, "realtime.db");

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
