using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Checks;

/// <summary>
/// Whichever node is asked, nobody is ever answered less than anybody was before the question: not by a reading, nor by a write, nor by one that
/// changes nothing. Each version has one value and each value one version, and a viewer's frames lead from one to the next.
/// </summary>
internal sealed class RegisterRules(Findings findings)
{
    private readonly Dictionary<string, Position> _said = [];
    private readonly Dictionary<int, (RegisterAsked Asked, Position? Floor)> _calls = [];
    private readonly Dictionary<(string Register, long Version), int> _values = [];
    private readonly Dictionary<(string Register, int Value), long> _versions = [];
    private readonly Dictionary<(int Viewer, string Register), Position> _views = [];
    private readonly HashSet<(string Register, int Value)> _written = [];

    public void Check(IReadOnlyList<Event> history)
    {
        foreach (var entry in history)
        {
            switch (entry)
            {
                case RegisterAsked asked:
                    _calls[asked.Call] = (asked, _said.TryGetValue(asked.Register, out var floor) ? floor : null);
                    if (asked.Value is { } value) _written.Add((asked.Register, value));
                    break;
                case RegisterAnswered answered:
                    var (call, least) = _calls[answered.Call];
                    Answer(call, answered, least);
                    break;
                case RegisterSeen seen:
                    See(seen);
                    break;
                case RegistersOver over:
                    Compare(over);
                    break;
            }
        }
    }

    private void Answer(RegisterAsked call, RegisterAnswered answer, Position? floor)
    {
        var who = $"call {call.Call}, {call.What} of {call.Register} at {call.Node}";
        if (answer is not { At: { } at, Value: { } value })
        {
            // There is nothing wrong with what was asked.
            findings.Unless(answer.Status is 429 or > 500, $"{who} was refused: {answer.Status} {answer.Code}.");
            return;
        }

        if (floor is { } least)
        {
            findings.Unless(at.Epoch == least.Epoch, $"{who} was answered {at}, of another life than {least} before.");
            findings.Unless(at.Version >= least.Version + (call.What == RegisterCall.Write ? 1 : 0), $"{who} was answered {at}, asked after {least} was answered.");
        }

        findings.Unless(call.Value is null || call.Value == value, $"{who} wrote {call.Value} and was answered {value} at {at}.");
        Hold(call.Register, at, value, who);
    }

    private void See(RegisterSeen seen)
    {
        var who = $"viewer {seen.Viewer} of {seen.Register}";
        if (_views.TryGetValue((seen.Viewer, seen.Register), out var before))
        {
            findings.Unless(seen.To.Epoch != before.Epoch || seen.To.Version > before.Version, $"{who} was at {before} and got {seen.To}.");
            findings.Unless(seen.From is null || seen.From == before, $"{who} was at {before} and got what leads from {seen.From} to {seen.To}.");
        }
        else
        {
            findings.Unless(seen.From is null, $"{who} has nothing and got what leads from {seen.From} to {seen.To}.");
        }

        _views[(seen.Viewer, seen.Register)] = seen.To;
        if (seen.Value is { } value) Hold(seen.Register, seen.To, value, who);
    }

    private void Hold(string register, Position at, int value, string who)
    {
        findings.Unless(value == 0 || _written.Contains((register, value)), $"{who} got {value}, which nobody wrote.");
        if (!_values.TryAdd((register, at.Version), value))
            findings.Unless(_values[(register, at.Version)] == value, $"{who} got {value} at {at}, where somebody else got {_values[(register, at.Version)]}.");
        if (!_versions.TryAdd((register, value), at.Version))
            findings.Unless(_versions[(register, value)] == at.Version, $"{who} got {value} at {at}, which was written at version {_versions[(register, value)]}.");
        if (!_said.TryGetValue(register, out var said) || said.Epoch != at.Epoch || said.Version < at.Version) _said[register] = at;
    }

    private void Compare(RegistersOver over)
    {
        foreach (var (register, committed) in over.Committed)
        {
            findings.Unless(!_said.TryGetValue(register, out var said) || said == committed, $"{register} ends at {committed}; {said} was answered before.");
            foreach (var viewer in over.Viewers)
            {
                var has = _views.TryGetValue((viewer, register), out var position) ? position.ToString() : "nothing";
                findings.Unless(has == committed.ToString(), $"Stale after the interval: viewer {viewer} has {register} at {has}; committed is {committed}.");
            }
        }
    }
}
