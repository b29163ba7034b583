using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Reports;

/// <summary>What took how long with registers.</summary>
internal static class RegisterTimes
{
    /// <summary>For each register, the times from each answer to a write to the next, the last one to the end of the last fault.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<Span>> Pauses(IReadOnlyList<Event> history)
    {
        var end = history.OfType<FaultOver>().LastOrDefault()?.Time ?? TimeSpan.Zero;
        var writes = history.OfType<RegisterAsked>().Where(asked => asked.What == RegisterCall.Write).ToDictionary(asked => asked.Call, asked => asked.Register);
        var answers = history.OfType<RegisterAnswered>().Where(answer => answer.At is not null && writes.ContainsKey(answer.Call))
            .GroupBy(answer => writes[answer.Call], answer => answer.Time);
        return answers.ToDictionary(times => times.Key, times => (IReadOnlyList<Span>)Between([.. times, end]));
    }

    /// <summary>For each viewer, register and answer to a write, the time until the viewer had it.</summary>
    public static IReadOnlyList<Span> Lags(IReadOnlyList<Event> history)
    {
        var lags = new ViewerLags();
        foreach (var entry in history) lags.Take(entry);
        return lags.Spans;
    }

    /// <summary>Calls to nodes that were up all the while.</summary>
    public static IReadOnlyList<Span> Calls(IReadOnlyList<Event> history)
    {
        List<Span> spans = [];
        HashSet<string> notUp = [];
        Dictionary<int, RegisterAsked> open = [];
        foreach (var entry in history)
        {
            switch (entry)
            {
                case NodeChanged { State: NodeState.Up } changed:
                    notUp.Remove(changed.Node);
                    break;
                case NodeChanged changed:
                    notUp.Add(changed.Node);
                    foreach (var asked in open.Values.Where(asked => asked.Node == changed.Node).ToList()) open.Remove(asked.Call);
                    break;
                case RegisterAsked asked when !notUp.Contains(asked.Node):
                    open.Add(asked.Call, asked);
                    break;
                case RegisterAnswered answered:
                    Close(answered.Call, entry.Time);
                    break;
                case RegisterUnanswered unanswered:
                    Close(unanswered.Call, entry.Time);
                    break;
            }
        }

        return spans;

        void Close(int call, TimeSpan time)
        {
            if (open.Remove(call, out var asked)) spans.Add(new(asked.Time, time));
        }
    }

    private static List<Span> Between(List<TimeSpan> times) => [.. times.Zip(times.Skip(1), (from, to) => new Span(from, to)).Where(span => span.To > span.From)];
}
