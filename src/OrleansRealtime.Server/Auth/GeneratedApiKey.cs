using System.Security.Cryptography;

namespace OrleansRealtime.Server.Auth;

/// <summary>The API key for those who configured none: made at the first start, kept in the data folder, readable by its owner only.</summary>
public sealed class GeneratedApiKey(DataPaths paths)
{
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>The key; <c>null</c> while nobody needed one.</summary>
    public string? Key { get; private set; }

    public string LoadOrCreate()
    {
        if (Key is not null) return Key;
        if (!File.Exists(paths.ApiKey)) Create();
        var key = File.ReadAllText(paths.ApiKey).Trim();
        if (key.Length < ApiKeyOptions.MinKeyLength)
            throw new StartException($"{paths.ApiKey} holds no API key. Remove the file, and the next start makes a new one.");
        return Key = key;
    }

    private void Create()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var writer = new StreamWriter(paths.ApiKey, options);
        writer.WriteLine($"ork_{RandomNumberGenerator.GetString(Alphabet, 32)}");
    }
}
