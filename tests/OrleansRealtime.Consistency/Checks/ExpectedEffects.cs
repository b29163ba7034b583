using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Checks;

/// <summary>
/// Which of a user's preferences may have been in force when. They begin at some moment between being sent and being answered, and end where
/// the user's next ones begin; what is decided beside such a moment may go either way.
/// </summary>
internal sealed class ExpectedEffects
{
    private readonly Dictionary<string, List<Interval>> _intervals = [];

    public ExpectedEffects(IReadOnlyList<Event> history)
    {
        for (var order = 0; order < history.Count; order++)
        {
            if (history[order] is PreferencesSent sent) Of(sent.Expected.User).Add(new(sent.Expected, order));
            if (history[order] is PreferencesAnswered answered)
                Of(answered.Expected.User).Single(interval => interval.Expected == answered.Expected).AnsweredAt = order;
        }
    }

    /// <summary>Whether it holds for all that may have been in force between the two events.</summary>
    public bool Surely(string user, int from, int to, Func<ExpectedEffect, bool> isSo)
    {
        var intervals = Of(user);
        return intervals
            .Where((interval, n) => interval.SentAt < to && (n + 1 == intervals.Count || intervals[n + 1].AnsweredAt > from))
            .All(interval => isSo(interval.Expected));
    }

    private List<Interval> Of(string user)
    {
        if (!_intervals.TryGetValue(user, out var intervals)) _intervals.Add(user, intervals = [new(ExpectedEffect.None(user), SentAt: -1)]);
        return intervals;
    }

    private sealed record Interval(ExpectedEffect Expected, int SentAt)
    {
        public int AnsweredAt { get; set; } = int.MaxValue;
    }
}
