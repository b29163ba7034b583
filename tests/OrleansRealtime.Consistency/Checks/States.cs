using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Checks;

/// <summary>Every committed state that anybody saw. A position names one state, whoever sees it.</summary>
internal sealed class States(Findings findings)
{
    private readonly Dictionary<(string Entity, string Epoch), SortedDictionary<long, Seen>> _lives = [];
    private readonly Dictionary<(string Entity, string Epoch), long> _ends = [];

    public IEnumerable<(string Entity, string Epoch, SortedDictionary<long, Seen> States)> Lives =>
        _lives.Select(life => (life.Key.Entity, life.Key.Epoch, life.Value));

    public SortedDictionary<long, Seen>? Of(string entity, string epoch) => _lives.GetValueOrDefault((entity, epoch));

    /// <summary>The version at which a life was seen to end.</summary>
    public long? EndOf(string entity, string epoch) => _ends.TryGetValue((entity, epoch), out var end) ? end : null;

    public void Add(string entity, Seen state, string source)
    {
        if (!_lives.TryGetValue((entity, state.At.Epoch), out var life)) _lives.Add((entity, state.At.Epoch), life = []);
        if (life.TryAdd(state.At.Version, state)) return;
        findings.Unless(life[state.At.Version].IsSameAs(state), $"{entity} at {state.At} was seen in two states: {life[state.At.Version]}, and by {source} {state}.");
    }

    public void Ended(string entity, Position at)
    {
        if (_ends.TryAdd((entity, at.Epoch), at.Version)) return;
        findings.Unless(_ends[(entity, at.Epoch)] == at.Version, $"{entity} was seen deleted at {at} and at version {_ends[(entity, at.Epoch)]}.");
    }
}
