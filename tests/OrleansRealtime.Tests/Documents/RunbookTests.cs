using System.Text.RegularExpressions;
using OrleansRealtime.TestKit.Documents;

namespace OrleansRealtime.Tests.Documents;

/// <summary>docs/production.md says what to do at each alert and each warning of /health, and at no other.</summary>
public sealed partial class RunbookTests
{
    private static readonly string[] Lines = MarkdownFile.Read("docs/production.md").Prose.Split('\n');

    private static readonly string[] WarningSources =
    [
        Repository.PathOf("src", "OrleansRealtime.Storage", "Cluster", "ClusterWarnings.cs"),
        Repository.PathOf("src", "OrleansRealtime.Server", "Auth", "AccessHealth.cs"),
    ];

    [Fact]
    public void Every_alert_has_a_row() => Assert.Equal(
        Alert().Matches(File.ReadAllText(Repository.PathOf("infra", "prometheus", "alerts.yml"))).Select(alert => alert.Groups[1].Value),
        Rows("| alert |"));

    [Fact]
    public void Every_warning_has_a_row() => Assert.Equal(
        WarningSources.SelectMany(source => Warning().Matches(File.ReadAllText(source))).Select(code => code.Groups[1].Value),
        Rows("| warning |"));

    private static IEnumerable<string> Rows(string heading) => Lines
        .SkipWhile(line => !line.StartsWith(heading, StringComparison.Ordinal)).Skip(2)
        .TakeWhile(line => line.StartsWith('|')).Select(line => line.Split('`')[1]);

    [GeneratedRegex("- alert: (\\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex("new\\(\"([a-z_]+)\"")]
    private static partial Regex Warning();
}
