using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Reports;

/// <summary>How far each viewer of registers is behind what was answered to their writers.</summary>
internal sealed class ViewerLags
{
    private readonly List<Span> _spans = [];
    private readonly Dictionary<int, string> _writes = [];
    private readonly Dictionary<int, string?> _places = [];
    private readonly Dictionary<int, TimeSpan> _excusedUntil = [];
    private readonly HashSet<string> _frozen = [];
    private readonly Dictionary<(int Viewer, string Register), long> _has = [];
    private readonly Dictionary<(int Viewer, string Register), Queue<(long Version, TimeSpan Since)>> _owed = [];

    public IReadOnlyList<Span> Spans => _spans;

    public void Take(Event entry)
    {
        switch (entry)
        {
            case RegisterAsked { What: RegisterCall.Write } asked:
                _writes[asked.Call] = asked.Register;
                break;
            case RegisterAnswered { At: { } at } answered when _writes.TryGetValue(answered.Call, out var register):
                foreach (var viewer in _places.Keys) Owe(viewer, register, at.Version, entry.Time);
                break;
            case RegisterSeen seen:
                See(seen);
                break;
            case RegisterViewerAt place:
                Excuse(place.Viewer, entry.Time);
                _places[place.Viewer] = place.Node;
                break;
            case NodeChanged changed:
                foreach (var viewer in _places.Keys.Where(viewer => _places[viewer] == changed.Node)) Excuse(viewer, entry.Time);
                if (changed.State == NodeState.Frozen) _frozen.Add(changed.Node);
                else _frozen.Remove(changed.Node);
                break;
            case FaultOver:
                // Who still waits has waited for so long.
                foreach (var (key, owed) in _owed)
                {
                    if (owed.TryPeek(out var first) && !IsExcused(key.Viewer)) Add(key.Viewer, first.Since, entry.Time);
                }

                break;
        }
    }

    private void Owe(int viewer, string register, long version, TimeSpan time)
    {
        if (_has.GetValueOrDefault((viewer, register)) >= version) return;
        if (!_owed.TryGetValue((viewer, register), out var owed)) _owed[(viewer, register)] = owed = [];
        owed.Enqueue((version, time));
    }

    private void See(RegisterSeen seen)
    {
        _has[(seen.Viewer, seen.Register)] = seen.To.Version;
        if (!_owed.TryGetValue((seen.Viewer, seen.Register), out var owed)) return;
        while (owed.TryPeek(out var first) && first.Version <= seen.To.Version)
        {
            owed.Dequeue();
            Add(seen.Viewer, first.Since, seen.Time);
        }
    }

    private void Excuse(int viewer, TimeSpan until)
    {
        if (IsExcused(viewer)) _excusedUntil[viewer] = until;
    }

    private bool IsExcused(int viewer) => _places.GetValueOrDefault(viewer) is { } node && _frozen.Contains(node);

    private void Add(int viewer, TimeSpan since, TimeSpan until)
    {
        var excused = _excusedUntil.GetValueOrDefault(viewer);
        _spans.Add(new(since > excused ? since : excused, until));
    }
}
