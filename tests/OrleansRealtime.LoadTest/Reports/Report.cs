using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using OrleansRealtime.LoadTest.Processes;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.TestKit;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.LoadTest.Reports;

/// <summary>What a scenario measured, window by window, and the bars that it has to keep. Medians count, and ratios of medians of one run.</summary>
/// <param name="options">What it was told, defaults among them.</param>
internal sealed class Report(string scenario, string work, IReadOnlyDictionary<string, string>? options = null)
{
    private const int MostFaultsOfOne = 10;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private readonly Dictionary<(string System, string Measure), List<double>> _values = [];
    private readonly List<string> _measures = [];
    private readonly Dictionary<string, SystemFacts> _facts = [];
    private readonly List<BarResult> _bars = [];
    private readonly List<string> _unjudged = [];
    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Where <see cref="EndAsync"/> wrote all of it.</summary>
    public string? File { get; private set; }

    /// <summary>Measures. An answer that is no success, or does not come, ends it and is a fault of the run; what was measured until then stays.</summary>
    public async Task TryAsync(Func<Task> measure)
    {
        try
        {
            await measure();
        }
        catch (Exception e) when (e is HttpRequestException or WebSocketException or IOException or TimeoutException or Unexpected or TaskCanceledException { InnerException: TimeoutException })
        {
            AddFault($"the run ended early: {e.Message}");
        }
    }

    public void Add(string system, string measure, double value)
    {
        if (!_measures.Contains(measure)) _measures.Add(measure);
        if (!_values.TryGetValue((system, measure), out var values)) _values[(system, measure)] = values = [];
        values.Add(value);
    }

    /// <summary>Notes what has to be known of a system beside its figures.</summary>
    /// <param name="name">Its name in the table.</param>
    /// <param name="isCompiling">Whether it still compiled when its warm-up ended. Said once, it stays.</param>
    public void Describe(string name, ISystem system, bool isCompiling = false) => _facts[name] = new(
        system.IsDotNet ? GarbageCollection.ModeOf(system.Processes[0]) : null, isCompiling || _facts.GetValueOrDefault(name)?.IsCompiling is true);

    /// <summary>Something that must not be, whatever the figures are: a lost edit.</summary>
    public void AddFault(string sentence) => _faults.Add(sentence);

    /// <summary>The first ten of what went wrong with a system, and how many more there were.</summary>
    public void AddFaults(string system, IReadOnlyList<string> faults)
    {
        foreach (var fault in faults.Take(MostFaultsOfOne)) AddFault($"{system}: {fault}");
        if (faults.Count > MostFaultsOfOne) AddFault($"{system}: and {faults.Count - MostFaultsOfOne} more");
    }

    /// <summary>Judges a system by a peer of the same run. What was not measured is not judged, which is said.</summary>
    public void Judge(string system, string measure, double most, string peer) =>
        Judge($"{system}: {measure} at most {Number(most)} × {peer}", measure, [system, peer], ratio => ratio <= most);

    /// <summary>As <see cref="Judge(string, string, double, string)"/>, where more is better.</summary>
    public void JudgeAtLeast(string system, string measure, double least, string peer) =>
        Judge($"{system}: {measure} at least {Number(least)} × {peer}", measure, [system, peer], ratio => ratio >= least);

    /// <summary>Judges a system by itself.</summary>
    /// <param name="isAtMost">Whether less is better.</param>
    public void Judge(string system, string measure, double bar, bool isAtMost) =>
        Judge($"{system}: {measure} at {(isAtMost ? "most" : "least")} {Number(bar)}", measure, [system], own => isAtMost ? own <= bar : own >= bar);

    /// <summary>Writes all of it to <c>artifacts/load</c>, and prints the table, the bars and the faults.</summary>
    /// <param name="earlier">A run whose medians stand beside these.</param>
    /// <returns>The exit code: 1 where a bar was missed or a fault was found.</returns>
    public async Task<int> EndAsync(EarlierRun? earlier)
    {
        File = BuiltServer.Artifacts("load", $"{scenario}-{DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.json");
        await global::System.IO.File.WriteAllTextAsync(File, JsonSerializer.Serialize(await SavedAsync(), Json));
        Console.Write($"\n{scenario}: {work}\nmedians of {_values.Values.Select(values => values.Count).DefaultIfEmpty().Max()} windows");
        Console.Write($"{(Surroundings.IsDebug ? " of a Debug build, which say nothing of a Release" : "")}\n\n{Table()}\n");
        if (earlier is not null) Console.WriteLine(Comparison(earlier));
        foreach (var bar in _bars) Console.WriteLine($"{(bar.IsKept ? "kept  " : "MISSED")} {bar.Name}: {Number(bar.Value ?? double.NaN)}");
        foreach (var bar in _unjudged) Console.WriteLine($"not judged: {bar}");
        foreach (var fault in _faults) Console.WriteLine($"FAULT  {fault}");
        Console.WriteLine($"\n{Path.GetRelativePath(Environment.CurrentDirectory, File)}");
        return _faults.Count == 0 && _bars.TrueForAll(bar => bar.IsKept) ? 0 : 1;
    }

    private IEnumerable<string> Systems => _values.Keys.Select(key => key.System).Distinct();

    private void Judge(string bar, string measure, string[] measured, Func<double, bool> isKept)
    {
        List<double> medians = [.. measured.Select(system => Median(system, measure)).OfType<double>()];
        if (medians.Count < measured.Length)
        {
            _unjudged.Add($"{bar}, because {string.Join(" and ", measured.Where(system => Median(system, measure) is null))} was not measured");
            return;
        }

        var value = medians.Count == 1 ? medians[0] : medians[0] / medians[1];
        _bars.Add(new(bar, Finite(value), isKept(value)));
    }

    private double? Median(string system, string measure) =>
        _values.TryGetValue((system, measure), out var values) ? Figures.Median.Of(values) : null;

    private string Table()
    {
        var width = Systems.Select(system => system.Length).DefaultIfEmpty().Max();
        var table = new StringBuilder($"{"".PadRight(width)}");
        foreach (var measure in _measures) table.Append(CultureInfo.InvariantCulture, $"  {measure}");
        table.AppendLine("  garbage collection");
        foreach (var system in Systems)
        {
            table.Append(system.PadRight(width));
            foreach (var measure in _measures)
                table.Append("  ").Append((Median(system, measure) is { } median ? Number(median) : "").PadLeft(measure.Length));
            var facts = _facts.GetValueOrDefault(system);
            table.AppendLine(CultureInfo.InvariantCulture, $"  {facts?.GarbageCollection}{(facts?.IsCompiling is true ? "  STILL COMPILING" : "")}");
        }

        return table.ToString();
    }

    private string Comparison(EarlierRun earlier)
    {
        var lines = new StringBuilder($"against {earlier.File}:\n");
        foreach (var (system, measure, median) in earlier.Figures)
        {
            if (Median(system, measure) is not { } now || median is not { } before || before == 0) continue;
            lines.AppendLine(CultureInfo.InvariantCulture, $"  {system}: {measure} {Number(before)} → {Number(now)} ({now / before:0.00} ×)");
        }

        return lines.ToString();
    }

    private async Task<object> SavedAsync() => new
    {
        scenario,
        work,
        options,
        at = DateTimeOffset.UtcNow,
        commit = await Surroundings.CommitAsync(),
        Surroundings.Configuration,
        Surroundings.Machine,
        systems = _facts.Select(pair => new { name = pair.Key, pair.Value.GarbageCollection, pair.Value.IsCompiling }),
        figures = _values.Select(pair => new { pair.Key.System, pair.Key.Measure, median = Finite(Figures.Median.Of(pair.Value)), values = pair.Value.Select(Finite) }),
        bars = _bars,
        notJudged = _unjudged,
        faults = _faults,
    };

    // JSON has no others.
    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static string Number(double value) => double.IsFinite(value)
        ? value.ToString(Math.Abs(value) switch { < 1 => "0.00", < 10 => "0.0#", < 100 => "0.#", _ => "0" }, CultureInfo.InvariantCulture)
        : "none";

    /// <param name="GarbageCollection">Of a process of .NET: <c>server</c> or <c>workstation</c>.</param>
    private sealed record SystemFacts(string? GarbageCollection, bool IsCompiling);

    private sealed record BarResult(string Name, double? Value, bool IsKept);
}
