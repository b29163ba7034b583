using System.Text.RegularExpressions;

namespace OrleansRealtime.EndToEndTests.Upgrades;

/// <summary>The server as its next version may be: types that cross grain calls have one member more, by the rules in src/ARCHITECTURE.md. Only their project
/// is built anew, from a copy of its source; it takes the place of the other one beside the rest of this build.</summary>
internal sealed partial class NextBuild : IDisposable
{
    private const string Project = "OrleansRealtime.Contracts";

    /// <summary>What an edit, its answer, and the event and the reading that tell of it are made of.</summary>
    private static readonly string[] Types =
        ["EntityCommand", "EntityOutcome", "EntitySnapshot", "EntityReading", "EntityChange", "EntityChanged", "EntityCatchUp"];

    private readonly string _source = BuiltServer.Artifacts("next-build", Project);
    private readonly string _server = Directory.CreateTempSubdirectory("orleansrealtime-next-").FullName;

    private NextBuild()
    {
    }

    public string Assembly => Path.Combine(_server, Path.GetFileName(BuiltServer.Assembly));

    public static async Task<NextBuild> MakeAsync()
    {
        var build = new NextBuild();
        try
        {
            await build.BuildAsync();
            return build;
        }
        catch
        {
            build.Dispose();
            throw;
        }
    }

    public void Dispose() => Directory.Delete(_server, recursive: true);

    private async Task BuildAsync()
    {
        CopySource();
        // Within the repository, whose settings and versions of packages it takes.
        await ShellCommand.RunAsync(_source, "dotnet", "build", $"{Project}.csproj", "-v", "q", "--nologo", "-o", Path.Combine(_source, "out"), "-p:RunAnalyzers=false", "-p:UseSharedCompilation=false");
        var built = Path.GetDirectoryName(BuiltServer.Assembly)!;
        foreach (var path in Directory.GetFiles(built, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(_server, Path.GetRelativePath(built, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.CreateSymbolicLink(copy, path);
        }

        // Whoever loads it looks beside it, wherever a link leads.
        foreach (var name in (string[])[$"{Project}.dll", Path.GetFileName(BuiltServer.Assembly)]) File.Delete(Path.Combine(_server, name));
        File.Copy(Path.Combine(_source, "out", $"{Project}.dll"), Path.Combine(_server, $"{Project}.dll"));
        File.Copy(BuiltServer.Assembly, Assembly);
    }

    private void CopySource()
    {
        if (Directory.Exists(_source)) Directory.Delete(_source, recursive: true);
        var source = BuiltServer.PathInRepository("src", Project);
        var left = Types.ToHashSet();
        foreach (var path in Directory.GetFiles(source, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(source, path);
            if (name.Split(Path.DirectorySeparatorChar)[0] is "bin" or "obj") continue;
            var copy = Path.Combine(_source, name);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.WriteAllText(copy, Record().Replace(File.ReadAllText(path), record => left.Remove(record.Groups["name"].Value) ? WithOneMore(record) : record.Value));
        }

        Assert.Empty(left);
    }

    /// <summary>The new member is the last. Assemblies that are built already find the constructor that they know, and it gives the member a value: so the next
    /// build writes it, and this one has to pass over it.</summary>
    private static string WithOneMore(Match record)
    {
        var (name, written, bases, end) = (record.Groups["name"].Value, record.Groups["parameters"].Value, record.Groups["bases"].Value, record.Groups["end"].Value);
        var parameters = Default().Replace(written, "");
        var names = string.Join(", ", Parameter().Matches(parameters).Select(match => match.Groups[1].Value));
        var before = $"public {name}({written}) : this({names}, \"added\") {{ }}";
        return $"public sealed record {name}({parameters}, string? AddedLater){bases} {{ {before} {(end == ";" ? "}" : "")}";
    }

    [GeneratedRegex(@"public sealed record (?<name>\w+)\((?<parameters>[^)]*)\)(?<bases>[^;{]*)(?<end>[;{])")]
    private static partial Regex Record();

    [GeneratedRegex(@" = \w+")]
    private static partial Regex Default();

    [GeneratedRegex(@"(\w+)\s*(?:,|$)")]
    private static partial Regex Parameter();
}
