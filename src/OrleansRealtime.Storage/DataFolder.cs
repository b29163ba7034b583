namespace OrleansRealtime.Storage;

/// <summary>
/// The data folder, claimed for this process: two processes that write one database would each answer for grains that the other serves.
/// The claim is a lock of the operating system on an open file, so it ends with the process however that ends.
/// </summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockFile = "lock";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public static DataFolder Claim(string folder)
    {
        var path = System.IO.Path.GetFullPath(folder);
        try
        {
            Make(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageStartException($"The data folder {path} cannot be made: {e.Message}", e);
        }
        return new DataFolder(path, Lock(path));
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>For its owner alone: it holds keys and everything that users wrote. One that is there stays as it was set up.</summary>
    private static void Make(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static FileStream Lock(string path)
    {
        var file = System.IO.Path.Combine(path, LockFile);
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new StorageStartException($"The data folder {path} is in use by another process: stop it, or take another folder.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageStartException($"The data folder {path} cannot be written: {e.Message}", e);
        }
    }
    // .NET says it with the number that the system gave: EAGAIN on Linux, EWOULDBLOCK on macOS, a sharing violation on Windows.
    private static bool IsHeld(IOException e) => (e.HResult & 0xFFFF) is 11 or 35 or 32;
}
