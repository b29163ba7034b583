using Microsoft.Extensions.Options;
using OrleansRealtime.Storage;

namespace OrleansRealtime.Server;

/// <summary>Where in the data folder the server keeps what is its own. Storage claims the folder for this process before anything is
/// written there.</summary>
public sealed class DataPaths(IOptions<StorageOptions> options)
{
    public string Folder { get; } = Path.GetFullPath(options.Value.Folder);

    public string ApiKey => Path.Combine(Folder, "api-key");

    /// <summary>Whether the folder of <see cref="TokenKeys"/> is there.</summary>
    public bool HasTokenKeys => Directory.Exists(Path.Combine(Folder, "keys"));

    /// <summary>The folder of the keys that seal user tokens; made here, for its owner only.</summary>
    public DirectoryInfo TokenKeys()
    {
        var path = Path.Combine(Folder, "keys");
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
