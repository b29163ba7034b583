using System.Collections.Immutable;
using System.Text.Json;

namespace OrleansRealtime.Client.Entities;

/// <summary>
/// What is known of one entity from committed frames alone. The position outlives a deletion, so that a frame from before it cannot bring
/// the entity back; <paramref name="Past"/> has the lives that ended before this one, for the same reason.
/// </summary>
internal sealed record KnownEntity(Position? Position, EntityState? State, ImmutableArray<string> Past)
{
    /// <summary>Whoever sees an entity being created anew more often than this is not waiting for its first life.</summary>
    private const int MaxPast = 16;

    public static KnownEntity Nothing { get; } = new(null, null, []);

    /// <summary>Without the state, which may not be shown any more.</summary>
    public KnownEntity WithoutState => this with { State = null };

    /// <summary>Without the position as well: after access was lost, a state at that very position is news.</summary>
    public KnownEntity WithoutPosition => new(null, null, Past);

    /// <param name="isReset">Whether the server says that it replaces what is known.</param>
    /// <param name="mayGoBack">Whether the connection is new and the server has told nothing of the entity on it: only then can a reset lead to a
    /// lower position, as behind a database that was put back.</param>
    public (Reduction Outcome, KnownEntity Known) Apply(EntityState state, bool isReset, bool mayGoBack) =>
        IsOld(state.Position) && !(isReset && mayGoBack) ? (Reduction.Dropped, this) : (Reduction.Applied, Reach(state.Position, state));

    public (Reduction Outcome, KnownEntity Known) Apply(ChangedFrame frame)
    {
        if (Past.Contains(frame.To.Epoch)) return (Reduction.Dropped, this);
        if (Position is not { } at || at.Epoch != frame.To.Epoch || at.Epoch != frame.From.Epoch) return (Reduction.Gap, this);
        if (frame.To.Version <= at.Version) return (Reduction.Dropped, this);
        if (frame.From.Version > at.Version || State is null) return (Reduction.Gap, this);
        // Every field carries its value as of the end, so that the frame lands on any version in between as well as on its beginning.
        var state = State with
        {
            Position = frame.To,
            Fields = After(frame),
            Comments = frame.Comments ?? State.Comments,
            UpdatedAt = frame.UpdatedAt,
            UpdatedBy = frame.UpdatedBy,
        };
        return (Reduction.Applied, Reach(frame.To, state));
    }

    public (Reduction Outcome, KnownEntity Known) Apply(DeletedFrame frame) =>
        IsOld(frame.Position) ? (Reduction.Dropped, this) : (Reduction.Applied, Reach(frame.Position, null));

    private bool IsOld(Position position) => Past.Contains(position.Epoch) || Position?.Covers(position) == true;

    private KnownEntity Reach(Position position, EntityState? state)
    {
        var past = Position is { } before && before.Epoch != position.Epoch ? Past.Add(before.Epoch) : Past;
        past = past.Remove(position.Epoch);
        return new(position, state, past.Length > MaxPast ? past.RemoveRange(0, past.Length - MaxPast) : past);
    }

    private ImmutableDictionary<string, JsonElement> After(ChangedFrame frame)
    {
        var fields = State!.Fields.ToBuilder();
        foreach (var (name, value) in frame.Fields)
        {
            if (value.ValueKind == JsonValueKind.Null) fields.Remove(name);
            else fields[name] = value;
        }

        return fields.ToImmutable();
    }
}
