using System.Globalization;
using System.Text.Json;
using OrleansRealtime.Consistency.Plans;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Consistency.Reports;

/// <summary>What all runs together say of each kind of fault.</summary>
internal sealed class FaultTable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Web) { WriteIndented = true };

    private readonly List<(int Seed, FaultTimes Times)> _faults = [];
    private readonly Dictionary<string, int> _violations = [];

    /// <param name="findings">How much was found in the run: nobody knows by which of its faults.</param>
    public void Add(int seed, IReadOnlyList<FaultTimes> faults, int findings)
    {
        foreach (var times in faults) _faults.Add((seed, times));
        if (findings == 0) return;
        foreach (var kind in faults.Select(times => Kind(times.Fault)).Distinct()) _violations[kind] = _violations.GetValueOrDefault(kind) + 1;
    }

    public IEnumerable<string> Lines()
    {
        yield return $"{"fault",-22}{"times",6}{"failed",8}   {"every entity answers",-22}{"those of other silos",-22}{"every viewer current",-22}longest call";
        foreach (var kind in Kinds())
        {
            var times = kind.ToList();
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{kind.Key,-22}{times.Count,6}{_violations.GetValueOrDefault(kind.Key),8}   {Say(times, fault => fault.WorstPause),-22}{Say(times, fault => fault.OthersPause),-22}{Say(times, fault => fault.Lag),-22}{Say(times, fault => fault.LongestCall)}");
        }

        yield return "(median and worst, in seconds; failed: runs with such a fault in which something was found)";
        foreach (var (seed, times) in _faults)
        {
            foreach (var missed in FaultBars.Missed(times)) yield return $"seed {seed}, {Kind(times.Fault)}: {missed}";
        }
    }

    /// <summary>Each fault for itself.</summary>
    /// <returns>Where it was written.</returns>
    public string Write()
    {
        var path = BuiltServer.Artifacts("converge", "cluster.json");
        File.WriteAllText(path, JsonSerializer.Serialize(_faults.Select(fault => new
        {
            fault.Seed,
            kind = Kind(fault.Times.Fault),
            fault.Times.Fault.Node,
            seconds = fault.Times.Fault.Length / 1000.0,
            fault.Times.Struck,
            fault.Times.WorstPause,
            fault.Times.OthersPause,
            fault.Times.Lag,
            fault.Times.LongestCall,
        }), Json));
        return path;
    }

    private IEnumerable<IGrouping<string, FaultTimes>> Kinds() => _faults.Select(fault => fault.Times).GroupBy(times => Kind(times.Fault)).OrderBy(kind => kind.Key, StringComparer.Ordinal);

    private static string Kind(NodeFault fault) => fault.StrikesOneNode ? $"{fault.Kind} {fault.Node.Split('-')[0]}" : fault.Kind.ToString();

    private static string Say(List<FaultTimes> faults, Func<FaultTimes, double?> value)
    {
        var sorted = faults.Select(value).OfType<double>().Order().ToList();
        return sorted.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{sorted[sorted.Count / 2]:0.0} {sorted[^1]:0.0}");
    }
}
