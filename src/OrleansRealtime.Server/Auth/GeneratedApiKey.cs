using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Secrets;

namespace OrleansRealtime.Server.Auth;

/// <summary>The API key for those who configured none: made at the first start, kept in the data folder, readable by its owner only. On PostgreSQL the
/// cluster's processes share it by the database, and the file is a copy to look at.</summary>
public sealed class GeneratedApiKey(
    DataPaths paths, ISharedSecrets secrets, IOptions<StorageOptions> storage, IOptions<ClusterSettings> cluster)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private const string Secret = "api-key";

    /// <summary>The key; <c>null</c> while nobody needed one.</summary>
    public string? Key { get; private set; }

    /// <summary>Where it can be read on this machine; <c>null</c> where there is no data folder.</summary>
    public string? File => cluster.Value.HasGrains ? paths.ApiKey : null;

    /// <exception cref="StartException">The file holds no key.</exception>
    public string LoadOrCreate() => Key ??= storage.Value.Store == StorageOptions.Postgres ? Share() : ReadFile() ?? Write(Make());

    private string Share()
    {
        secrets.Exclusively(() =>
        {
            if (secrets.Find(Secret) is null) secrets.Add(Secret, ReadFile() ?? Make());
        });
        var key = secrets.Find(Secret)!;
        return ReadFile() == key ? key : Write(key);
    }

    private string? ReadFile()
    {
        if (File is not { } file || !System.IO.File.Exists(file)) return null;
        var key = System.IO.File.ReadAllText(file).Trim();
        return key.Length >= ApiKeyOptions.MinKeyLength
            ? key
            : throw new StartException($"{file} holds no API key. Remove the file, and the next start makes a new one.");
    }

    private string Write(string key)
    {
        if (File is not { } file) return key;
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(file, options);
        writer.WriteLine(key);
        return key;
    }

    private static string Make() => $"ork_{RandomNumberGenerator.GetString(Alphabet, 32)}";
}
