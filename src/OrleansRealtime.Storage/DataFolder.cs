using System.Globalization;

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
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageStartException($"The data folder {path} cannot be made: {e.Message}", e);
        }
        return new DataFolder(path, Lock(path));
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream Lock(string path)
    {
        var file = System.IO.Path.Combine(path, LockFile);
        FileStream held;
        try
        {
            held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(file))
        {
            throw new StorageStartException($"The data folder {path} is in use by {Holder(file)}: stop it, or take another folder.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StorageStartException($"The data folder {path} cannot be written: {e.Message}", e);
        }
        held.SetLength(0);
        held.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        held.Flush();
        return held;
    }

    private static string Holder(string file)
    {
        try
        {
            using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd() is { Length: > 0 } process ? $"process {process}" : "another process";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "another process";
        }
    }
}
