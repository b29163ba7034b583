using System.Collections.Immutable;
using System.Globalization;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Entities;

namespace OrleansRealtime.Tests.Gateway.Entities;

/// <summary>An entity's whole committed history, which a real grain forgets: every reading, every event, and what the grain would
/// have answered at any time.</summary>
internal sealed class TrueEntity(EntityKey key)
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<EntityReading> _readings = [EntityReading.NotThere];
    private readonly List<EntityEvent> _events = [];
    private int _lives;

    public EntityKey Key => key;

    /// <summary>How many commits there were.</summary>
    public int Commits => _readings.Count - 1;

    public EntityReading Now => _readings[^1];

    public Position At => Now.Position ?? throw new InvalidOperationException("It was never there.");

    public string Head => Now.Position?.ToString() ?? "";

    /// <summary>The event of each commit, in order.</summary>
    public IReadOnlyList<EntityEvent> Events => _events;

    /// <summary>Begins a life.</summary>
    public EntityEvent Create(params (string Field, string Value)[] fields)
    {
        var position = new Position("e" + (++_lives).ToString(CultureInfo.InvariantCulture), 1);
        var snapshot = new EntitySnapshot(key, position, Fields(fields), 0, 0, Start, Start, null);
        return Commit(new(snapshot, null), new EntityCreated(position));
    }

    public EntityEvent Patch(string field, string value)
    {
        var before = Now.Snapshot!;
        var change = new EntityChange(before.Position.Version + 1, Fields([(field, value)]), null, Start.AddSeconds(Commits), "ana");
        return Commit(new(ChangeCoalescing.Apply(before, change), null), new EntityChanged(before.Position.Epoch, [change]));
    }

    public EntityEvent Delete()
    {
        var position = At.Next();
        return Commit(new(null, position), new EntityDeleted(position));
    }

    public EntityReading ReadingAfter(int commits) => _readings[commits];

    public string HeadAfter(int commits) => _readings[commits].Position?.ToString() ?? "";

    public EntityCatchUp CatchUp(Position? since, int? log = null) => CatchUpAfter(Commits, since, log);

    /// <summary>What the grain would have answered after that many commits; later, a stale activation still does.</summary>
    /// <param name="log">How many changes its log holds; null = all.</param>
    public EntityCatchUp CatchUpAfter(int commits, Position? since, int? log = null)
    {
        var reading = _readings[commits];
        if (since is not { } from || reading.Snapshot is not { } snapshot || from.Epoch != snapshot.Position.Epoch
            || from.Version > snapshot.Position.Version || snapshot.Position.Version - from.Version > (log ?? int.MaxValue))
            return new(null, reading);
        var changed = _events.Take(commits).OfType<EntityChanged>().Where(changed => changed.Epoch == from.Epoch);
        return new([.. changed.SelectMany(each => each.Changes).Where(change => change.Version > from.Version)], null);
    }

    /// <summary>The entity as it was at a position, if it ever was.</summary>
    public EntitySnapshot? SnapshotAt(Position position) => _readings.Find(reading => reading.Snapshot?.Position == position)?.Snapshot;

    public static JsonFields Fields(params IEnumerable<(string Field, string Value)> fields) =>
        new(fields.ToImmutableDictionary(field => field.Field, field => field.Value));

    private EntityEvent Commit(EntityReading reading, EntityEvent committed)
    {
        _readings.Add(reading);
        _events.Add(committed);
        return committed;
    }
}
