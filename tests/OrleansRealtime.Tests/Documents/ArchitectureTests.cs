using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace OrleansRealtime.Tests.Documents;

/// <summary>What ARCHITECTURE.md says of tests and of log events is so.</summary>
public partial class ArchitectureTests
{
    private const BindingFlags Everything =
        BindingFlags.DeclaredOnly | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static;

    [Fact]
    public void Every_test_named_in_the_table_of_faults_is_there()
    {
        var tests = Section("## When something fails").Where(line => line.StartsWith('|')).SelectMany(line => NamesIn(line.Split('|')[3])).ToList();
        Assert.NotEmpty(tests);
        // A whole project is a promise of nothing: it has a test of whatever one likes.
        Assert.All(tests, test => Assert.Contains('/', test));
        Assert.All(tests, test => Assert.True(
            File.Exists(Repository.PathOf("tests", "OrleansRealtime.Tests", test + ".cs"))
                || Directory.Exists(Repository.PathOf("tests", "OrleansRealtime.Tests", test))
                || File.Exists(Repository.PathOf("tests", "OrleansRealtime." + test + ".cs"))
                || Directory.Exists(Repository.PathOf("tests", "OrleansRealtime." + test)),
            $"{test} is no test."));
    }

    [Fact]
    public void Every_file_named_in_the_walks_is_there_and_they_are_as_many_as_is_said()
    {
        var sources = Directory.EnumerateFiles(Repository.PathOf("src"), "*", SearchOption.AllDirectories)
            .Where(path => Path.GetExtension(path) is ".cs" or ".ts" or ".sql" && !Elsewhere().IsMatch(path)).ToList();
        var section = Section("### File by file").ToList();
        var edit = FilesOf(section.SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|')));
        var notification = FilesOf(section.SkipWhile(line => !line.StartsWith("One notification", StringComparison.Ordinal)));
        Assert.NotEmpty(notification);
        var crossed = edit.Count(file => file.EndsWith(".cs", StringComparison.Ordinal) && !file.Contains("/PostgreSql/", StringComparison.Ordinal));
        Assert.Contains($"through {crossed} C# files on SQLite", string.Concat(section), StringComparison.Ordinal);

        HashSet<string> FilesOf(IEnumerable<string> lines) =>
            [.. lines.Where(line => line.StartsWith('|')).SelectMany(row => NamesIn(row.Split('|')[2]).Select(FileOf))];

        string FileOf(string name)
        {
            var found = sources.Where(path => IsNamed(path, name)).ToList();
            Assert.True(found.Count == 1, $"{name} is {(found.Count == 0 ? "no file" : string.Join(" and ", found))}.");
            return found[0];
        }

        static bool IsNamed(string path, string name)
        {
            var file = Path.GetExtension(name) == ".sql" ? path : Path.ChangeExtension(path, null);
            return file.EndsWith('/' + name, StringComparison.Ordinal) || file.EndsWith('.' + name, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Log_events_have_ids_of_their_own_in_the_range_of_their_area()
    {
        var areas = new Dictionary<string, int[]>
        {
            ["OrleansRealtime.LiveStreams"] = [7100],
            ["OrleansRealtime.Storage"] = [7200],
            ["OrleansRealtime.Gateway"] = [7400],
            ["OrleansRealtime.Server"] = [7300, 7400],
            ["OrleansRealtime.Grains"] = [7500],
            ["OrleansRealtime.Client"] = [7600],
        };
        var events =
            from area in areas.Keys
            from type in Assembly.Load(area).GetTypes()
            from method in type.GetMethods(Everything)
            let message = method.GetCustomAttribute<LoggerMessageAttribute>()
            where message is not null
            select (Area: area, Id: message.EventId, Name: $"{type.Name}.{method.Name}");

        Assert.Distinct(events.Select(log => log.Id));
        Assert.All(events, log => Assert.True(areas[log.Area].Contains(log.Id / 100 * 100), $"{log.Name} is event {log.Id}."));
        Assert.True(events.Count() > 10);
    }

    /// <summary>The lines below a heading, up to the next of its rank or a higher one.</summary>
    private static IEnumerable<string> Section(string heading)
    {
        var rank = heading.IndexOf(' ', StringComparison.Ordinal);
        return File.ReadLines(Repository.PathOf("src", "ARCHITECTURE.md"))
            .SkipWhile(line => line != heading)
            .Skip(1)
            .TakeWhile(line => line.TrimStart('#') is var text && (text.Length == line.Length || line.Length - text.Length > rank));
    }

    private static IEnumerable<string> NamesIn(string cell) => Names().Matches(cell).Select(name => name.Groups[1].Value);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Names();

    [GeneratedRegex("/(bin|obj|node_modules|dist)/")]
    private static partial Regex Elsewhere();
}
