using System.Collections.Concurrent;
using System.Diagnostics;
using HdrHistogram;

namespace OrleansRealtime.LoadTest.Versions;

/// <summary>
/// The edits that were answered, each with the version that it made. Every one makes just one version, so a version that nobody made is a lost edit,
/// and one that two made, or that nobody asked for, a doubled one. A tab has an edit when it has its version or a later one, however many edits its frames stand for.
/// </summary>
internal sealed class EditLedger
{
    private readonly ConcurrentBag<Answered> _answered = [];
    private readonly Dictionary<string, long> _last = [];

    /// <summary>Notes an edit. Used by many threads.</summary>
    /// <param name="due">When it was to be sent, as a timestamp of this process.</param>
    public void Add(string entity, long version, long due) => _answered.Add(new(entity, version, due));

    /// <summary>The greatest version of each entity that was edited since <see cref="Take"/>.</summary>
    public IReadOnlyDictionary<string, long> Newest() => _answered.GroupBy(edit => edit.Entity).ToDictionary(edits => edits.Key, edits => edits.Max(edit => edit.Version));

    /// <summary>How many edits there were since the last time, how long each took to each tab that watches its entity, in microseconds, and what went wrong. All have to be answered.</summary>
    /// <param name="tabsOf">Those who watch an entity.</param>
    public (long Edits, HistogramBase Latencies, IReadOnlyList<string> Faults) Take(Func<string, IReadOnlyList<TabView>> tabsOf)
    {
        var (latencies, faults) = (new LongHistogram(1, (long)TimeSpan.FromMinutes(10).TotalMicroseconds, 3), new List<string>());
        foreach (var edits in _answered.GroupBy(edit => edit.Entity))
        {
            var inOrder = edits.OrderBy(edit => edit.Version).ToList();
            var last = _last.GetValueOrDefault(edits.Key, EntityFrame.FirstVersion);
            if (Gap(inOrder, last) is { } gap) faults.Add($"{edits.Key}: {gap}");
            _last[edits.Key] = Math.Max(last, inOrder[^1].Version);
            foreach (var tab in tabsOf(edits.Key)) Record(inOrder, tab.TakeArrivals(edits.Key), latencies, faults);
        }

        var count = _answered.Count;
        _answered.Clear();
        return (count, latencies, faults);
    }

    private static string? Gap(List<Answered> inOrder, long last)
    {
        for (var n = 0; n < inOrder.Count; n++)
        {
            if (inOrder[n].Version != last + n + 1) return $"{inOrder.Count} edits after version {last}, of which the {n + 1}. made version {inOrder[n].Version}";
        }

        return null;
    }

    private static void Record(List<Answered> inOrder, IReadOnlyList<Arrival> arrivals, LongHistogram latencies, List<string> faults)
    {
        var at = 0;
        for (var n = 0; n < inOrder.Count; n++)
        {
            while (at < arrivals.Count && arrivals[at].Version < inOrder[n].Version) at++;
            if (at == arrivals.Count)
            {
                faults.Add($"{inOrder[n].Entity}: a viewer was told version {(at == 0 ? 0 : arrivals[^1].Version)} last, of {inOrder[^1].Version}");
                return;
            }

            var microseconds = (long)Stopwatch.GetElapsedTime(inOrder[n].Due, arrivals[at].At).TotalMicroseconds;
            latencies.RecordValue(Math.Clamp(microseconds, 1, latencies.HighestTrackableValue));
        }
    }

    private readonly record struct Answered(string Entity, long Version, long Due);
}
