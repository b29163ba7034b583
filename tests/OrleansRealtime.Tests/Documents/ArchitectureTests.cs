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
        var tests = File.ReadLines(Repository.PathOf("src", "ARCHITECTURE.md"))
            .SkipWhile(line => line != "## When something fails")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|'))
            .SelectMany(line => Names().Matches(line.Split('|')[3]).Select(name => name.Groups[1].Value))
            .ToList();
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

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Names();
}
