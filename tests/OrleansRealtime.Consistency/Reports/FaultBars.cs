using System.Globalization;
using OrleansRealtime.Consistency.Plans;

namespace OrleansRealtime.Consistency.Reports;

/// <summary>
/// How long a fault may be felt on a machine that does nothing else, with nodes of a Release build, in seconds. The checker says what took longer and
/// does not fail for it: times depend on the machine.
/// </summary>
internal static class FaultBars
{
    /// <summary>No call takes longer, whatever happens: its own limit of 3 s, and its way.</summary>
    private const double LongestCall = 4;

    /// <summary>Until an entity of a silo that the fault did not strike answers.</summary>
    private const double Others = 1;

    /// <summary>Until every entity answers.</summary>
    private static readonly Dictionary<NodeFaultKind, double> EveryEntity = new()
    {
        [NodeFaultKind.Kill] = 7,
        [NodeFaultKind.Freeze] = 12,
        [NodeFaultKind.Stop] = 2,
    };

    /// <summary>What of a fault took longer than its bar.</summary>
    public static IEnumerable<string> Missed(FaultTimes times)
    {
        if (EveryEntity.TryGetValue(times.Fault.Kind, out var bar) && times.WorstPause > bar) yield return Say("every entity answers", times.WorstPause, bar);
        // Who calls a node that is cut off waits for the calls' own limit.
        if (times.Fault.Kind is not (NodeFaultKind.CutOff or NodeFaultKind.CutFromDatabase) && times.OthersPause > Others)
            yield return Say("those of other silos", times.OthersPause.Value, Others);
        if (times.LongestCall > LongestCall) yield return Say("longest call", times.LongestCall, LongestCall);
    }

    private static string Say(string what, double seconds, double bar) => string.Create(CultureInfo.InvariantCulture, $"{what} {seconds:0.0} (bar {bar:0})");
}
