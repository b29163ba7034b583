using System.Globalization;
using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Checks;

/// <summary>
/// Exactly one effect. Every operation leaves a mark of its own and makes one version, so that in each state that anybody saw, the marks
/// are as many as the versions; each operation that was answered is in every state from its position on, in none before, and in no other
/// life; one that was refused is nowhere.
/// </summary>
internal sealed class EffectRules(Findings findings, States states, Operations operations)
{
    private readonly Dictionary<int, (string Entity, string Epoch)> _homes = [];

    public void Check(IReadOnlyList<Event> history)
    {
        foreach (var (entity, epoch, life) in states.Lives)
        {
            Seen? before = null;
            foreach (var state in life.Values)
            {
                Marks(entity, state);
                if (before is not null) Grows(entity, before, state);
                before = state;
            }

            Created(entity, epoch, life.Values.First());
            if (states.EndOf(entity, epoch) is { } end) Ends(entity, epoch, end, life.Keys.Last());
        }

        foreach (var fate in operations.All) Answered(fate);
        foreach (var read in history.OfType<CommentsRead>()) Comments(read);
    }

    private void Marks(string entity, Seen state)
    {
        var marks = NumbersIn(state).ToList();
        findings.Unless(state.At.Version == 1 + marks.Count + state.Comments,
            $"{entity} at {state.At} has 1 + {marks.Count} + {state.Comments} effects: {state}.");
        foreach (var number in marks)
        {
            var fate = operations.Find(number);
            findings.Unless(fate is { Operation.Doing: Doing.Patch, IsRefused: false } && fate.Operation.Entity == entity,
                $"{entity} at {state.At} shows operation {number}, which {(fate is null ? "nobody asked for" : "was refused or is another's")}.");
            Lives(number, entity, state.At.Epoch);
        }
    }

    private void Grows(string entity, Seen before, Seen after) => findings.Unless(
        NumbersIn(before).All(number => after.Fields.ContainsKey($"o{number}")) && after.Comments >= before.Comments,
        $"{entity} lost something between {before} and {after}.");

    private void Created(string entity, string epoch, Seen state)
    {
        if (!state.Fields.TryGetValue("created", out var by) || !int.TryParse(by, CultureInfo.InvariantCulture, out var number))
        {
            findings.Add($"{entity} in life {epoch} was created by nobody: {state}.");
            return;
        }

        findings.Unless(operations.Find(number) is { Operation.Doing: Doing.Create, IsRefused: false } fate && fate.Operation.Entity == entity,
            $"{entity} in life {epoch} was created by operation {number}, which did not.");
        Lives(number, entity, epoch);
    }

    private void Ends(string entity, string epoch, long end, long last)
    {
        findings.Unless(end > last, $"{entity} was deleted at {epoch}:{end} and seen at version {last}.");
        var possible = operations.All.Count(fate => fate.Operation.Entity == entity && fate.Operation is { IsVersion: true, Doing: not Doing.Create }
            && !fate.IsRefused && (fate.At is null || fate.At.Value.Epoch == epoch));
        findings.Unless(end <= 1 + possible, $"{entity} was deleted at {epoch}:{end}; at most {possible} operations can have brought it there.");
    }

    private void Answered(Operations.Fate fate)
    {
        if (fate.At is not { } at || !fate.Operation.IsVersion) return;
        var (operation, entity) = (fate.Operation, fate.Operation.Entity);
        if (operation.Doing == Doing.Delete) return;
        Lives(operation.Number, entity, at.Epoch);
        findings.Unless(operation.Doing != Doing.Create || at.Version == 1, $"{operation} was answered {at}.");
        if (states.EndOf(entity, at.Epoch) is { } end) findings.Unless(at.Version < end, $"{operation} was answered {at}, and the life ended at {end}.");
        if (fate.Yes?.Answer.State is { } state)
            findings.Unless(operation.Doing != Doing.Patch || state.Fields.GetValueOrDefault("last") == operation.Number.ToString(CultureInfo.InvariantCulture), $"{operation} was answered with {state}.");
        if (operation.Doing != Doing.Patch || states.Of(entity, at.Epoch) is not { } life) return;
        foreach (var (version, seen) in life)
        {
            findings.Unless(seen.Fields.ContainsKey(operation.Field) == version >= at.Version,
                $"{operation} was answered {at}; the state {seen} {(version >= at.Version ? "lacks it" : "has it already")}.");
        }
    }

    private void Comments(CommentsRead read)
    {
        foreach (var group in read.Texts.GroupBy(text => text))
        {
            findings.Unless(group.Count() == 1, $"{read.Entity} has the comment '{group.Key}' {group.Count()} times.");
            var number = int.Parse(group.Key.AsSpan("op ".Length), CultureInfo.InvariantCulture);
            findings.Unless(operations.Find(number) is { Operation.Doing: Doing.Comment, IsRefused: false } fate && fate.Operation.Entity == read.Entity,
                $"{read.Entity} has the comment '{group.Key}', which nobody made.");
            Lives(number, read.Entity, read.Epoch);
        }

        foreach (var fate in operations.All.Where(fate => fate.Operation.Doing == Doing.Comment && fate.Operation.Entity == read.Entity))
        {
            if (fate.At?.Epoch == read.Epoch)
                findings.Unless(read.Texts.Contains(fate.Operation.Text), $"{fate.Operation} was answered {fate.At} and is not among the comments.");
        }
    }

    /// <summary>An operation has its effect in one life only.</summary>
    private void Lives(int number, string entity, string epoch)
    {
        if (_homes.TryAdd(number, (entity, epoch))) return;
        findings.Unless(_homes[number] == (entity, epoch), $"Operation {number} took effect in {_homes[number]} and in {(entity, epoch)}.");
    }

    private static IEnumerable<int> NumbersIn(Seen state) =>
        state.Fields.Keys.Where(name => name[0] == 'o').Select(name => int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture));
}
