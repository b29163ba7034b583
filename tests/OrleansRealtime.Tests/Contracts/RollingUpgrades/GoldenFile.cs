using System.Collections.Immutable;
using System.Runtime.CompilerServices;

namespace OrleansRealtime.Tests.Contracts.RollingUpgrades;

/// <summary>
/// Data/golden-bytes.txt: a line for each of <see cref="GoldenValues"/>, its name and the bytes that stood for it when it was new. A line is never
/// changed: nodes that write it are in service. <c>REALTIME_GOLDEN=add</c> in the environment of the tests adds the lines of values that have none.
/// </summary>
internal static class GoldenFile
{
    public const string HowToAdd = "run the tests once with REALTIME_GOLDEN=add, and commit what that adds to golden-bytes.txt";

    public static bool MayAdd => Environment.GetEnvironmentVariable("REALTIME_GOLDEN") == "add";

    public static ImmutableSortedDictionary<string, byte[]> Read() => File.ReadLines(Path())
        .Select(line => line.Split(' '))
        .ToImmutableSortedDictionary(words => words[0], words => Convert.FromHexString(words[1]), StringComparer.Ordinal);

    /// <summary>Of a name that is there already the bytes stay.</summary>
    public static void Add(IEnumerable<KeyValuePair<string, byte[]>> lines)
    {
        var all = lines.Concat(Read()).Aggregate(ImmutableSortedDictionary.Create<string, byte[]>(StringComparer.Ordinal), (file, line) => file.SetItem(line.Key, line.Value));
        File.WriteAllLines(Path(), all.Select(line => $"{line.Key} {Convert.ToHexStringLower(line.Value)}"));
    }

    private static string Path([CallerFilePath] string here = "") =>
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "Data", "golden-bytes.txt");
}
