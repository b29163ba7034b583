using System.Text.RegularExpressions;

namespace OrleansRealtime.Tests.Server.Telemetry;

/// <summary>What a server exports for Prometheus: the samples' names, and the labels of each.</summary>
internal sealed partial class Exposition
{
    private readonly Dictionary<string, HashSet<string>> _labels = [];

    public Exposition(string text)
    {
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && !line.StartsWith('#')))
        {
            var sample = Sample().Match(line);
            Assert.True(sample.Success, line);
            if (!_labels.TryGetValue(sample.Groups["name"].Value, out var labels)) _labels[sample.Groups["name"].Value] = labels = [];
            labels.UnionWith(Label().Matches(sample.Groups["labels"].Value).Select(label => label.Groups["name"].Value));
        }
    }

    public IEnumerable<string> Names => _labels.Keys;

    /// <summary>The labels of a sample; <c>null</c> when there is none.</summary>
    public IReadOnlySet<string>? LabelsOf(string name) => _labels.GetValueOrDefault(name);

    [GeneratedRegex("""^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<labels>.*)\})? [^ ]+( [0-9]+)?$""")]
    private static partial Regex Sample();

    [GeneratedRegex(@"(?<name>[a-zA-Z_][a-zA-Z0-9_]*)=""(\\.|[^""\\])*""")]
    private static partial Regex Label();
}
