using System.Reflection;
using System.Text.RegularExpressions;
using NetArchTest.Rules;

namespace OrleansRealtime.Tests.Documents;

/// <summary>Which project and which folder may know which: what is not written here is not allowed, and what is written here has no cycle.</summary>
public partial class DirectionsTests
{
    private const string Prefix = "OrleansRealtime.";

    private static readonly Dictionary<string, string[]> Projects = new()
    {
        ["Contracts"] = [],
        ["LiveStreams"] = [],
        ["Storage"] = ["Contracts"],
        ["Grains"] = ["Contracts", "LiveStreams", "Storage"],
        ["Gateway"] = ["Contracts", "LiveStreams"],
        ["Server"] = ["Contracts", "LiveStreams", "Storage", "Grains", "Gateway"],
        ["Client"] = [],
        ["Import"] = ["Client"],
    };

    /// <summary>Per project, or folder of one, each folder and the folders beside it that it may know. What lies in the root knows no folder, and
    /// everybody may know it.</summary>
    private static readonly Dictionary<string, Dictionary<string, string[]>> Folders = new()
    {
        ["Contracts"] = new()
        {
            ["Calls"] = [],
            ["Errors"] = [],
            ["Idempotency"] = [],
            ["Timing"] = [],
            ["Presence"] = ["Calls"],
            ["Entities"] = ["Calls", "Errors", "Idempotency", "Presence"],
            ["Inbox"] = ["Calls", "Entities", "Errors"],
            ["Notifications"] = ["Calls", "Entities", "Inbox"],
            ["Preferences"] = ["Calls", "Entities", "Errors", "Notifications"],
            ["Users"] = ["Calls", "Entities", "Idempotency", "Inbox", "Notifications", "Preferences"],
        },
        ["LiveStreams"] = new()
        {
            ["Publishing"] = [],
            ["Subscribing"] = [],
            ["Hosting"] = ["Publishing", "Subscribing"],
        },
        ["Storage"] = new()
        {
            ["GrainState"] = [],
            ["Sqlite"] = ["GrainState"],
            ["PostgreSql"] = ["GrainState"],
            ["Lineage"] = [],
            ["Cluster"] = ["Lineage", "PostgreSql"],
            ["Moving"] = ["PostgreSql", "Sqlite"],
            ["Secrets"] = ["PostgreSql"],
            ["Hosting"] = ["Cluster", "GrainState", "Lineage", "Moving", "PostgreSql", "Secrets", "Sqlite"],
        },
        ["Grains"] = new()
        {
            ["Commits"] = [],
            ["Idempotency"] = ["Commits"],
            ["Outbox"] = ["Commits"],
            ["Preferences"] = ["Commits"],
            ["Ownership"] = [],
            ["Presence"] = ["Ownership"],
            ["Broadcasts"] = ["Commits", "Outbox", "Ownership"],
            ["Entities"] = ["Commits", "Idempotency", "Outbox", "Ownership", "Presence"],
            ["Inbox"] = ["Commits", "Idempotency", "Ownership", "Preferences"],
            ["Hosting"] = ["Broadcasts", "Commits", "Entities", "Idempotency", "Inbox", "Outbox", "Ownership", "Preferences", "Presence"],
        },
        ["Gateway"] = new()
        {
            ["Calls"] = [],
            ["Feeds"] = [],
            ["Frames"] = [],
            ["Sending"] = ["Frames"],
            ["Presence"] = ["Feeds", "Frames"],
            ["Entities"] = ["Feeds", "Frames", "Presence", "Sending"],
            ["Inbox"] = ["Feeds", "Frames", "Sending"],
            ["Connections"] = ["Entities", "Feeds", "Inbox", "Presence", "Sending"],
            ["Hosting"] = ["Calls", "Connections", "Entities", "Inbox", "Presence"],
        },
        ["Server"] = new()
        {
            ["Problems"] = [],
            ["Auth"] = ["Problems"],
            ["Api"] = ["Auth", "Problems"],
            ["Hub"] = ["Auth", "Problems"],
            ["Demo"] = [],
            ["Telemetry"] = [],
            ["Hosting"] = ["Api", "Auth", "Demo", "Problems", "Telemetry"],
        },
        ["Server.Api"] = new()
        {
            ["Requests"] = [],
            ["OpenApi"] = ["Requests"],
            ["Access"] = ["OpenApi", "Requests"],
            ["Entities"] = ["OpenApi", "Requests"],
            ["Batches"] = ["Entities", "OpenApi", "Requests"],
            ["Comments"] = ["Entities", "OpenApi", "Requests"],
            ["Followers"] = ["Entities", "OpenApi", "Requests"],
            ["Health"] = ["OpenApi"],
            ["Inbox"] = ["OpenApi", "Requests"],
            ["Notifications"] = ["OpenApi", "Requests"],
            ["Preferences"] = ["OpenApi", "Requests"],
            ["Presence"] = ["OpenApi", "Requests"],
            ["Tokens"] = ["OpenApi", "Requests"],
            ["Admin"] = ["Entities", "Inbox", "OpenApi", "Preferences", "Requests"],
        },
        ["Client"] = new()
        {
            ["Credentials"] = [],
            ["Rest"] = ["Credentials"],
            ["Access"] = ["Rest"],
            ["Comments"] = ["Rest"],
            ["Entities"] = ["Rest"],
            ["Followers"] = ["Rest"],
            ["Inbox"] = ["Rest"],
            ["Connection"] = ["Credentials", "Entities", "Inbox"],
            ["Notifications"] = ["Rest"],
            ["Preferences"] = ["Rest"],
            ["Presence"] = ["Rest"],
        },
        ["Import"] = [],
    };

    /// <summary>What puts the folders together and is the first that its users meet: it lies in the root and may know them all.</summary>
    private static readonly string[] Facades = ["RealtimeClient", "RealtimeClientServices", "ClientParts", "RealtimeApi"];

    public static TheoryData<string, string> EveryFolder() =>
        [.. from root in Folders from folder in root.Value.Keys.Append("") select (root.Key, folder)];

    [Theory]
    [MemberData(nameof(EveryFolder))]
    public void A_folder_knows_only_what_it_may(string root, string folder)
    {
        var project = root.Split('.')[0];
        var own = folder.Length == 0 ? Prefix + root : $"{Prefix}{root}.{folder}";
        string[] known = folder.Length == 0 ? [] : Folders[root][folder];
        string[] forbidden =
        [
            .. Folders[root].Keys.Where(other => other != folder && !known.Contains(other)).Select(other => $"{Prefix}{root}.{other}"),
            .. Projects.Keys.Where(other => other != project && !Projects[project].Contains(other)).Select(other => Prefix + other),
        ];
        var types = Types.InAssembly(Assembly.Load(Prefix + project)).That();
        var mine = folder.Length == 0
            ? types.ResideInNamespaceMatching($"^{own.Replace(".", @"\.", StringComparison.Ordinal)}$").And().DoNotHaveName(Facades)
            : types.ResideInNamespace(own);

        var result = mine.Should().NotHaveDependencyOnAny(forbidden).GetResult();

        Assert.True(result.IsSuccessful, $"{own} knows what it may not: {string.Join(", ", result.FailingTypes?.Select(type => type.FullName) ?? [])}");
    }

    [Fact]
    public void Every_folder_of_a_project_is_in_the_table()
    {
        foreach (var (root, folders) in Folders)
        {
            var there = Directory.GetDirectories(Repository.PathOf(["src", .. PathOf(root)]))
                .Where(path => Directory.EnumerateFiles(path, "*.cs", SearchOption.AllDirectories).Any())
                .Select(path => Path.GetFileName(path)!)
                .Where(name => name is not ("bin" or "obj"));
            Assert.Equal(folders.Keys.Order(), there.Order());
        }
    }

    [Fact]
    public void What_is_allowed_has_no_cycle()
    {
        AssertAcyclic("The projects", Projects);
        foreach (var (root, folders) in Folders) AssertAcyclic(root, folders);
    }

    [Fact]
    public void The_drawing_of_the_projects_shows_what_is_allowed() => Assert.Equal(
        Projects.SelectMany(project => project.Value, (project, known) => $"{project.Key} --> {known}").Order(),
        File.ReadLines(Repository.PathOf("src", "ARCHITECTURE.md"))
            .Select(line => Arrow().Match(line)).Where(arrow => arrow.Success)
            .Select(arrow => $"{arrow.Groups["from"].Value} --> {arrow.Groups["to"].Value}").Order());

    [Fact]
    public void The_gateway_knows_neither_SignalR_nor_HTTP() => Assert.True(
        Types.InAssembly(Assembly.Load(Prefix + "Gateway")).Should().NotHaveDependencyOnAny("Microsoft.AspNetCore").GetResult().IsSuccessful);

    private static string[] PathOf(string root) => root.Split('.') is [var project, .. var folders] ? [Prefix + project, .. folders] : [];

    private static void AssertAcyclic(string what, Dictionary<string, string[]> known)
    {
        var left = known.ToDictionary(entry => entry.Key, entry => entry.Value.ToHashSet());
        while (left.Count > 0)
        {
            var leaves = left.Where(entry => !entry.Value.Overlaps(left.Keys)).Select(entry => entry.Key).ToList();
            Assert.True(leaves.Count > 0, $"{what}: {string.Join(", ", left.Keys)} know each other in a circle.");
            foreach (var leaf in leaves) left.Remove(leaf);
        }
    }

    /// <summary>An arrow of the drawing; a project's first mention has its words behind it.</summary>
    [GeneratedRegex(@"^  (?<from>\w+)(\[""[^""]*""\])? --> (?<to>\w+)")]
    private static partial Regex Arrow();
}
