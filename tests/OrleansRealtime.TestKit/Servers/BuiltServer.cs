using System.Reflection;

namespace OrleansRealtime.TestKit.Servers;

/// <summary>Where the build that made these tests put the server.</summary>
internal static class BuiltServer
{
    private static readonly Dictionary<string, string?> Metadata = typeof(BuiltServer).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .ToDictionary(metadata => metadata.Key, metadata => metadata.Value);

    public static string Assembly => Of("ServerAssembly");

    /// <summary>The server's project: the web root lies there.</summary>
    public static string ContentRoot => Of("ServerFolder").TrimEnd('/');

    public static bool HasPage => File.Exists(Path.Combine(ContentRoot, "wwwroot", "index.html"));

    /// <summary>The path of what failing tests leave behind.</summary>
    public static string Artifacts(string area, string name)
    {
        var folder = Path.Combine(Of("RepositoryFolder"), "artifacts", area);
        Directory.CreateDirectory(folder);
        return Path.Combine(folder, name);
    }

    public static string PathInRepository(params string[] parts) => Path.Combine([Of("RepositoryFolder"), .. parts]);

    private static string Of(string key) => Metadata.GetValueOrDefault(key) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"The tests were built without {key}.");
}
