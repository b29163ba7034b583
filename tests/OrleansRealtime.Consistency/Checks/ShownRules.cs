using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Checks;

/// <summary>What the .NET client shows was committed, never goes back, and is what is committed when the interval after the last edit is
/// over.</summary>
internal sealed class ShownRules(Findings findings, States states)
{
    private readonly Dictionary<string, Shown> _last = [];
    private readonly Dictionary<string, Position> _at = [];
    private readonly HashSet<(string Entity, string Epoch)> _left = [];

    public void Check(IReadOnlyList<Event> history)
    {
        foreach (var entry in history)
        {
            switch (entry)
            {
                case Shown shown:
                    See(shown);
                    break;
                case ShowingEnded ended:
                    findings.Add($"The .NET client ended to show {ended.Entity}: {ended.Why}");
                    break;
                case IntervalOver over when _last.Count > 0:
                    Compare(over);
                    break;
            }
        }
    }

    private void See(Shown shown)
    {
        _last[shown.Entity] = shown;
        findings.Unless(shown.Status != "Denied", $"Nobody lost access: {shown}.");
        if (shown.State is not { } state) return;
        states.Add(shown.Entity, state, "the .NET client");
        if (_at.TryGetValue(shown.Entity, out var before))
        {
            if (before.Epoch != state.At.Epoch) _left.Add((shown.Entity, before.Epoch));
            var isBack = _left.Contains((shown.Entity, state.At.Epoch)) || (before.Epoch == state.At.Epoch && state.At.Version < before.Version);
            findings.Unless(!isBack, $"Backwards: the .NET client was at {before}: {shown}.");
        }

        _at[shown.Entity] = state.At;
    }

    private void Compare(IntervalOver over)
    {
        foreach (var (entity, committed) in over.Committed)
        {
            var shown = _last.GetValueOrDefault(entity);
            var isSame = committed is null
                ? shown is { Status: "Absent" }
                : shown is { Status: "Fresh", State: { } state } && state.At == committed.At && state.IsSameAs(committed);
            findings.Unless(isSame, $"Stale after the interval: the .NET client shows {shown?.ToString() ?? "nothing"}; committed is {committed?.ToString() ?? "nothing"}.");
        }
    }
}
