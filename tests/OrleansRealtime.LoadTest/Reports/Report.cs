using System.Globalization;
using System.Text;
using System.Text.Json;
using OrleansRealtime.LoadTest.Processes;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.LoadTest.Reports;

/// <summary>What a scenario measured, window by window, and the bars that it has to keep. Medians count, and ratios of medians of one run.</summary>
internal sealed class Report(string scenario, string work)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly Dictionary<(string System, string Measure), List<double>> _values = [];
    private readonly List<string> _measures = [];
    private readonly Dictionary<string, SystemFacts> _facts = [];
    private readonly List<BarResult> _bars = [];
    private readonly List<string> _faults = [];

    public void Add(string system, string measure, double value)
    {
        if (!_measures.Contains(measure)) _measures.Add(measure);
        if (!_values.TryGetValue((system, measure), out var values)) _values[(system, measure)] = values = [];
        values.Add(value);
    }

    /// <summary>Notes what has to be known of a system beside its figures.</summary>
    /// <param name="name">Its name in the table.</param>
    public void Describe(string name, ISystem system) => _facts[name] = new(system.IsDotNet ? GarbageCollection.ModeOf(system.Processes[0]) : null);

    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Something that must not be, whatever the figures are: a lost edit.</summary>
    public void AddFault(string sentence) => _faults.Add(sentence);

    /// <summary>Judges a system by a peer of the same run. Nothing is judged when either was not measured.</summary>
    public void Judge(string system, string measure, double most, string peer)
    {
        if (Ratio(system, measure, peer) is { } ratio) _bars.Add(new($"{system}: {measure} at most {Number(most)} × {peer}", ratio, ratio <= most));
    }

    /// <summary>As <see cref="Judge(string, string, double, string)"/>, where more is better.</summary>
    public void JudgeAtLeast(string system, string measure, double least, string peer)
    {
        if (Ratio(system, measure, peer) is { } ratio) _bars.Add(new($"{system}: {measure} at least {Number(least)} × {peer}", ratio, ratio >= least));
    }

    /// <summary>Judges a system by itself.</summary>
    /// <param name="isAtMost">Whether less is better.</param>
    public void Judge(string system, string measure, double bar, bool isAtMost)
    {
        if (Median(system, measure) is not { } own) return;
        _bars.Add(new($"{system}: {measure} at {(isAtMost ? "most" : "least")} {Number(bar)}", own, isAtMost ? own <= bar : own >= bar));
    }

    /// <summary>Prints the table, the bars and the faults, and writes all of it to <c>artifacts/load</c>.</summary>
    /// <param name="earlier">A file that an earlier run wrote, whose medians stand beside these.</param>
    /// <returns>The exit code: 1 where a bar was missed or a fault was found.</returns>
    public async Task<int> EndAsync(string? earlier)
    {
        Console.Write($"\n{scenario}: {work}\nmedians of {_values.Values.Select(values => values.Count).DefaultIfEmpty().Max()} windows\n\n{Table()}\n");
        if (earlier is not null) Console.WriteLine(await ComparisonAsync(earlier));
        foreach (var bar in _bars) Console.WriteLine($"{(bar.IsKept ? "kept  " : "MISSED")} {bar.Name}: {Number(bar.Value)}");
        foreach (var fault in _faults) Console.WriteLine($"FAULT  {fault}");
        var file = BuiltServer.Artifacts("load", $"{scenario}-{DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(Saved(), Json));
        Console.WriteLine($"\n{Path.GetRelativePath(Environment.CurrentDirectory, file)}");
        return _faults.Count == 0 && _bars.TrueForAll(bar => bar.IsKept) ? 0 : 1;
    }

    private double? Ratio(string system, string measure, string peer) => Median(system, measure) / Median(peer, measure);

    private IEnumerable<string> Systems => _values.Keys.Select(key => key.System).Distinct();

    private double? Median(string system, string measure) =>
        _values.TryGetValue((system, measure), out var values) ? Figures.Median.Of(values) : null;

    private string Table()
    {
        var width = Systems.Max(system => system.Length);
        var table = new StringBuilder($"{"".PadRight(width)}");
        foreach (var measure in _measures) table.Append(CultureInfo.InvariantCulture, $"  {measure}");
        table.AppendLine("  garbage collection");
        foreach (var system in Systems)
        {
            table.Append(system.PadRight(width));
            foreach (var measure in _measures)
                table.Append("  ").Append((Median(system, measure) is { } median ? Number(median) : "").PadLeft(measure.Length));
            table.Append("  ").AppendLine(_facts.GetValueOrDefault(system)?.GarbageCollection);
        }

        return table.ToString();
    }

    private async Task<string> ComparisonAsync(string file)
    {
        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        var lines = new StringBuilder($"against {Path.GetFileName(file)}:\n");
        foreach (var figure in json.RootElement.GetProperty("figures").EnumerateArray())
        {
            var (system, measure, before) = (figure.GetProperty("system").GetString()!, figure.GetProperty("measure").GetString()!, figure.GetProperty("median").GetDouble());
            if (Median(system, measure) is not { } now || before == 0) continue;
            lines.AppendLine(CultureInfo.InvariantCulture, $"  {system}: {measure} {Number(before)} → {Number(now)} ({now / before:0.00} ×)");
        }

        return lines.ToString();
    }

    private object Saved() => new
    {
        scenario,
        work,
        at = DateTimeOffset.UtcNow,
        machine = new { cores = Environment.ProcessorCount, system = System.Runtime.InteropServices.RuntimeInformation.OSDescription },
        systems = _facts.Select(pair => new { name = pair.Key, pair.Value.GarbageCollection }),
        figures = _values.Select(pair => new { pair.Key.System, pair.Key.Measure, median = Figures.Median.Of(pair.Value), values = pair.Value }),
        bars = _bars,
        faults = _faults,
    };

    private static string Number(double value) => value.ToString(Math.Abs(value) switch { < 1 => "0.00", < 10 => "0.0#", < 100 => "0.#", _ => "0" }, CultureInfo.InvariantCulture);

    /// <param name="GarbageCollection">Of a process of .NET: <c>server</c> or <c>workstation</c>.</param>
    private sealed record SystemFacts(string? GarbageCollection);

    private sealed record BarResult(string Name, double Value, bool IsKept);
}
