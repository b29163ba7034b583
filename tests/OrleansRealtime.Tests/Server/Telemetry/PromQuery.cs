using System.Text.RegularExpressions;

namespace OrleansRealtime.Tests.Server.Telemetry;

/// <summary>What an expression of PromQL names: metrics, and the labels that it wants of each. As much of the language as the board and the alerts have.</summary>
internal sealed partial class PromQuery
{
    private static readonly string[] Words = ["by", "without", "on", "ignoring", "and", "or", "unless", "bool"];

    private readonly List<(string Metric, string Label)> _matched = [];

    public PromQuery(string expression)
    {
        Assert.Equal(expression.Count(c => c == '('), expression.Count(c => c == ')'));
        var rest = Strings().Replace(expression, "\"\"");
        rest = Ranges().Replace(rest, "");
        rest = Groupings().Replace(rest, grouping =>
        {
            Grouped.AddRange(Names().Matches(grouping.Groups["labels"].Value).Select(name => name.Value));
            return "";
        });
        rest = Matchers().Replace(rest, matchers =>
        {
            _matched.AddRange(Names().Matches(matchers.Groups["labels"].Value).Select(label => (matchers.Groups["metric"].Value, label.Value)));
            return matchers.Groups["metric"].Value;
        });
        Metrics = [.. Functions().Replace(rest, "(").Split([' ', '(', ')', ',', '/', '*', '+', '-', '>', '<', '='], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => !char.IsAsciiDigit(word[0]) && !Words.Contains(word))
            .Distinct()];
    }

    public IReadOnlyList<string> Metrics { get; }

    public IEnumerable<(string Metric, string Label)> Matched => _matched;

    public List<string> Grouped { get; } = [];

    [GeneratedRegex(@"""(\\.|[^""\\])*""")]
    private static partial Regex Strings();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Ranges();

    [GeneratedRegex(@"\b(by|without|on) ?\((?<labels>[^)]*)\)")]
    private static partial Regex Groupings();

    [GeneratedRegex(@"(?<metric>\w+)\{(?<labels>[^}]*)\}")]
    private static partial Regex Matchers();

    [GeneratedRegex(@"\w+\s*\(")]
    private static partial Regex Functions();

    [GeneratedRegex(@"[a-zA-Z_]\w*")]
    private static partial Regex Names();
}
