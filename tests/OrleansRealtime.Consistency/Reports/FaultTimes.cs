using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Consistency.Plans;

namespace OrleansRealtime.Consistency.Reports;

/// <summary>How long one fault was felt, in seconds. Registers are written every 0.2 s, so that none is below that.</summary>
/// <param name="Pauses">Of each register: the longest time from one answer to a write to the next.</param>
/// <param name="OthersPause">The longest of a register whose silo the fault did not strike; <c>null</c> where it struck no single node.</param>
/// <param name="Struck">How many registers the node had that the fault struck; <c>null</c> where it struck no single node.</param>
/// <param name="Lag">The longest time from an answer to a write until every viewer had it. A viewer whose node is frozen is not waited for until
/// it goes on.</param>
/// <param name="LongestCall">To a node that was up all the time.</param>
internal sealed record FaultTimes(NodeFault Fault, IReadOnlyList<double> Pauses, double? OthersPause, int? Struck, double Lag, double LongestCall)
{
    /// <summary>Until every entity answered.</summary>
    public double WorstPause => Pauses.Max();

    /// <summary>Of all faults of a history that came to their end.</summary>
    public static IEnumerable<FaultTimes> Of(IReadOnlyList<Event> history)
    {
        var (pauses, lags, calls) = (RegisterTimes.Pauses(history), RegisterTimes.Lags(history), RegisterTimes.Calls(history));
        foreach (var over in history.OfType<FaultOver>())
        {
            var beginning = history.OfType<FaultBegan>().Last(began => began.Fault == over.Fault && began.Time <= over.Time);
            var began = beginning.Time;
            var from = history.OfType<FaultHealed>().LastOrDefault(healed => healed.Fault == over.Fault && healed.Time <= over.Time && healed.Time >= began)?.Time ?? began;
            // What lasts longer than the fault is felt until it ends, or until the next one begins.
            var end = history.OfType<FaultBegan>().FirstOrDefault(next => next.Time > over.Time)?.Time ?? TimeSpan.MaxValue;
            var longest = pauses.ToDictionary(register => register.Key, register => register.Value.Select(span => span.Within(from, end)).Max());
            yield return new(
                over.Fault,
                [.. longest.Values],
                OthersPauseOf(over.Fault, longest, beginning.Owners),
                over.Fault.StrikesOneNode ? beginning.Owners?.Values.Count(owner => owner == over.Fault.Node) : null,
                lags.Select(span => span.Within(from, end)).DefaultIfEmpty().Max(),
                calls.Where(span => span.To >= began && span.From <= over.Time).Select(span => (span.To - span.From).TotalSeconds).DefaultIfEmpty().Max());
        }
    }

    private static double? OthersPauseOf(NodeFault fault, Dictionary<string, double> pauses, IReadOnlyDictionary<string, string>? owners)
    {
        if (owners is null || !fault.StrikesOneNode) return null;
        return pauses.Where(register => owners.GetValueOrDefault(register.Key) is { } owner && owner != fault.Node).Select(register => register.Value).DefaultIfEmpty().Max();
    }
}
