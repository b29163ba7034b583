using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Checks;

/// <summary>What the API said: one word per operation, positions that nobody else has, nothing older than what was said before.</summary>
internal sealed class AnswerRules(Findings findings, States states, Operations operations)
{
    public void Check(IReadOnlyList<Event> history)
    {
        foreach (var fate in operations.All) Check(fate);
        foreach (var taken in operations.All
            .Where(fate => fate.Operation.IsVersion && fate.At is not null)
            .GroupBy(fate => (fate.Operation.Entity, fate.At)).Where(group => group.Count() > 1))
        {
            findings.Add($"One position for several: {string.Join("; ", taken.Select(fate => fate.Operation))} at {taken.Key.At}.");
        }

        InOrder(history);
    }

    private void Check(Operations.Fate fate)
    {
        var operation = fate.Operation;
        Answered? first = null;
        foreach (var (_, answer) in fate.Answers)
        {
            // A refusal has a reason that a caller can act on; nothing that breaks down inside is one of them.
            findings.Unless(answer.Status is not 500, $"{operation} was answered {answer.Status} {answer.Code}.");
            findings.Unless(answer.Status is < 400 or >= 500 or 404 or 412 or 429, $"{operation} was refused without reason: {answer.Status} {answer.Code}.");
            if (answer.Status is not (>= 200 and < 300)) continue;
            if (answer.State is { } state) states.Add(operation.Entity, state, operation.ToString());
            if (first is null)
            {
                if (operation.Doing == Doing.Delete && answer.At is { } end) states.Ended(operation.Entity, end);
                first = answer;
                continue;
            }

            findings.Unless(operation.IsKeyed && answer.Replayed, $"Done again instead of replayed: {operation}, {first.At}, then {answer.At}.");
            findings.Unless(answer.At == first.At && answer.Status == first.Status, $"A replay that answers something else: {operation}, {first.Status} {first.At}, then {answer.Status} {answer.At}.");
        }
    }

    /// <summary>What is asked after an answer came stands on it: a later version, a reading no older.</summary>
    private void InOrder(IReadOnlyList<Event> history)
    {
        var said = new Dictionary<(string Entity, string Epoch), long>();
        var before = new Dictionary<int, Dictionary<(string, string), long>>();
        var readings = new Dictionary<int, Dictionary<(string, string), long>>();
        foreach (var entry in history)
        {
            switch (entry)
            {
                case Sent sent:
                    before.TryAdd(sent.Operation.Number, new(said));
                    break;
                case AskedToRead asked:
                    readings[asked.Reading] = new(said);
                    break;
                case Read { State: { } state } read:
                    states.Add(read.Entity, state, "a reader");
                    var known = readings[read.Reading].GetValueOrDefault((read.Entity, state.At.Epoch));
                    findings.Unless(state.At.Version >= known, $"A reading went back: {read.Entity} was read at {state.At} after version {known} was answered.");
                    Said(read.Entity, state.At);
                    break;
                case Answered { Status: >= 200 and < 300, At: { } at } answer when answer.Operation.IsVersion:
                    var earlier = before[answer.Operation.Number].GetValueOrDefault((answer.Operation.Entity, at.Epoch));
                    findings.Unless(at.Version > earlier, $"{answer.Operation} took {at}, asked after version {earlier} was answered.");
                    Said(answer.Operation.Entity, at);
                    break;
            }
        }

        void Said(string entity, Position at) => said[(entity, at.Epoch)] = Math.Max(said.GetValueOrDefault((entity, at.Epoch)), at.Version);
    }
}
