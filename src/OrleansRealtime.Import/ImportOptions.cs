using OrleansRealtime.Client;

namespace OrleansRealtime.Import;

/// <summary>What the command is told.</summary>
/// <param name="Key">Of the API, with the scope <c>import</c>. It is never on the command line, which every user of a machine may read.</param>
internal sealed record ImportOptions(string File, Uri Url, string Workspace, string Key)
{
    private const string KeyVariable = "REALTIME_API_KEY";

    /// <exception cref="ImportOptionsException">They make no sense.</exception>
    /// <exception cref="IOException">The key's file cannot be read.</exception>
    public static ImportOptions Read(string[] words)
    {
        if (words is not [var file, .. var rest] || file.StartsWith("--", StringComparison.Ordinal)) throw new ImportOptionsException("Which file? ./import --help says what it has to be.");
        if (!System.IO.File.Exists(file)) throw new ImportOptionsException($"There is no file '{file}'.");
        var (url, workspace, keyFile) = ("http://127.0.0.1:5080", "demo", (string?)null);
        for (var at = 0; at < rest.Length; at += 2)
        {
            if (at + 1 == rest.Length) throw new ImportOptionsException($"{rest[at]} wants a value.");
            switch (rest[at])
            {
                case "--url": url = rest[at + 1]; break;
                case "--workspace": workspace = rest[at + 1]; break;
                case "--key-file": keyFile = rest[at + 1]; break;
                default: throw new ImportOptionsException($"There is no option '{rest[at]}'; ./import --help lists them.");
            }
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")) throw new ImportOptionsException($"'{url}' is no address.");
        var key = keyFile is null ? Environment.GetEnvironmentVariable(KeyVariable) : System.IO.File.ReadAllText(keyFile).Trim();
        return string.IsNullOrEmpty(key) ? throw new ImportOptionsException($"An API key is missing: {KeyVariable}, or --key-file.") : new(file, address, workspace, key);
    }

    public void Configure(RealtimeClientOptions options) => (options.Url, options.Workspace, options.ApiKey, options.RetryFor) = (Url, Workspace, Key, TimeSpan.FromMinutes(5));
}

internal sealed class ImportOptionsException(string message) : Exception(message);
