using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.TestKit.Documents;

/// <summary>The unit for systemd, as far as tests need it.</summary>
internal static class SystemdUnit
{
    public const string File = "infra/systemd/orleansrealtime.service";

    private static readonly string[] Lines = System.IO.File.ReadAllLines(BuiltServer.PathInRepository(File.Split('/')));

    public static IReadOnlyDictionary<string, string> Environment => All("Environment")
        .Select(line => line.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]);

    /// <summary>The one value of a key.</summary>
    public static string One(string key) => All(key).Single();

    public static IReadOnlyList<string> All(string key) =>
        [.. Lines.Where(line => line.StartsWith(key + "=", StringComparison.Ordinal)).Select(line => line[(key.Length + 1)..])];

    /// <summary>Neither empty, nor a comment, nor a section, nor a key with a value.</summary>
    public static IEnumerable<string> Nonsense => Lines.Where(line => line.Length > 0 && line[0] is not ('#' or '[') && line.IndexOf('=', StringComparison.Ordinal) < 1);
}
