using System.Collections.Immutable;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>
/// What a process knows of one entity, and the one pure function that merges into it whatever arrives, in whatever order: events of the stream,
/// answers of the grain, heads of the owner. The grain's committed state is the truth and an event only reports it, therefore:
/// <list type="bullet">
/// <item>A change applies onto the position before it and onto nothing else. Older ones are dropped. Later ones are asked about, and held
/// until the answer joins them: the stream brings events in order, so what is missing will not come by itself.</item>
/// <item>Epochs do not compare: only an answer of the grain moves to another one, and never back into one whose tombstone was seen.</item>
/// <item>Within an epoch the position never goes back. An answer that would take it back comes from a stale activation: ask again.</item>
/// </list>
/// </summary>
internal sealed record EntityMerge
{
    /// <summary>Nothing is known yet: no answer has come.</summary>
    public static readonly EntityMerge Nothing = new();

    /// <summary>Lives are long, and neither a late event nor a stale activation is that late: four former ones are enough to know it by.</summary>
    private const int MaxFormer = 4;

    public bool IsKnown { get; private init; }

    /// <summary>The entity, when it is there.</summary>
    public EntitySnapshot? Snapshot { get; private init; }

    /// <summary>The highest position known of this life: the entity's, its tombstone's, or the last one before it was gone without a trace.</summary>
    public Position? Last { get; private init; }

    public bool IsTombstone { get; private init; }

    /// <summary>Events that came before what they follow.</summary>
    public ImmutableArray<HeldEvent> Held { get; private init; } = [];

    /// <summary>A later position of this life, told by the owner, whose event has not come.</summary>
    public Position? Heard { get; private init; }

    /// <summary>How far other lives were known, the last ones.</summary>
    public ImmutableArray<FormerLife> Former { get; private init; } = [];

    /// <summary>What to ask the grain for now.</summary>
    public EntityQuestion Question => new(Snapshot?.Position, Heard);

    /// <summary>Whether something later than <see cref="Last"/> is known to exist.</summary>
    public bool IsIncomplete => IsKnown && (!Held.IsEmpty || Heard is not null);

    /// <summary>Merges an event of the stream.</summary>
    /// <param name="maxHeld">Events that may be held; past them the grain is asked instead.</param>
    public MergeResult Event(EntityEvent received, int maxHeld) => received switch
    {
        EntityChanged changed when HasEnded(changed.Epoch) => Unchanged(),
        EntityChanged changed => Changed(changed, maxHeld),
        EntityDeleted deleted when HasEnded(deleted.Position.Epoch) => Unchanged(),
        EntityDeleted deleted => Deleted(deleted.Position, maxHeld),
        EntityCreated created when HasEnded(created.Position.Epoch) || (IsKnown && created.Position.Epoch == Last?.Epoch) => Unchanged(),
        // Another life, or none known yet: the grain says which is the present one.
        EntityCreated => AskGrain(),
        _ => Unchanged(),
    };

    /// <summary>Merges the grain's answer to "what do I miss since?".</summary>
    /// <param name="asked">To tell an answer that was overtaken by events from one of a stale activation.</param>
    public MergeResult Answer(EntityQuestion asked, EntityCatchUp answer)
    {
        // A question asked because of this head has been answered; if the answer was not good enough, the next head will tell. One that
        // was asked before the head says nothing of it.
        var merge = Heard is { } heard && heard == asked.Heard ? this with { Heard = null } : this;
        return answer.Changes is { } changes
            ? merge.CatchUp(asked.Since, changes)
            : merge.Reading(asked.Since, answer.Reading ?? EntityReading.NotThere);
    }

    /// <summary>Merges the owner's committed position, as text; empty when the entity is not there.</summary>
    public MergeResult Head(string head)
    {
        // Opening is under way and will know more.
        if (!IsKnown) return Unchanged();
        // Of a tombstone the owner tells the position until it is swept.
        if (head == (Snapshot is null && !IsTombstone ? "" : Last.ToString()) || (head == "" && Snapshot is null)) return new(this with { Heard = null });
        if (!Position.TryParse(head, out var position)) return AskGrain();
        if (HasEnded(position.Epoch)) return Unchanged();
        if (position.Epoch != Last?.Epoch || Snapshot is null) return AskGrain();
        // Older: our events overtook it. Later: its event was lost, or is about to come, and then the answer costs one call too many.
        return position.Version < Last.Value.Version ? Unchanged() : new(this with { Heard = position }, Need: MergeNeed.Ask);
    }

    private MergeResult Changed(EntityChanged received, int maxHeld)
    {
        if (!IsKnown) return Hold(received.Changes.Select(change => new HeldEvent(received.Epoch, change.Version, change)), maxHeld);
        if (received.Epoch != Last?.Epoch) return AskGrain();
        var newer = Newer(received.Changes);
        if (newer.IsEmpty) return Unchanged();
        if (Snapshot is null) return IsTombstone ? Unchanged() : AskGrain();
        return newer[0].From == Last.Value.Version && IsChain(newer)
            ? Apply(newer)
            : Hold(newer.Select(change => new HeldEvent(received.Epoch, change.Version, change)), maxHeld);
    }

    private MergeResult Deleted(Position tombstone, int maxHeld)
    {
        if (!IsKnown || tombstone.Epoch != Last?.Epoch) return AskGrain();
        if (tombstone.Version <= Last.Value.Version) return Unchanged();
        if (Snapshot is null) return AskGrain();
        return Hold([new(tombstone.Epoch, tombstone.Version, null)], maxHeld);
    }

    private MergeResult CatchUp(Position? since, ImmutableArray<EntityChange> changes)
    {
        // An answer in another life than ours, or about an entity that we take for gone: a full reading will tell.
        if (since is not { } start || Snapshot is null || start.Epoch != Last?.Epoch) return AskGrain();
        var newer = Newer(changes);
        if (newer.IsEmpty) return Rest();
        return newer[0].From == Last.Value.Version && IsChain(newer) ? Apply(newer) : AskGrain();
    }

    private MergeResult Reading(Position? since, EntityReading reading)
    {
        if (reading.Position is not { } position)
        {
            // Gone without a trace. The last position stays, so that an older one is still known for what it is.
            return IsKnown && Snapshot is null ? Rest() : (this with { IsKnown = true, Snapshot = null }).Settle(replaced: true);
        }

        var former = Former;
        if (position.Epoch != Last?.Epoch)
        {
            var known = Former.FirstOrDefault(life => life.Last.Epoch == position.Epoch);
            // A life that ended does not rise again, though its tombstone may be the last word all the same.
            if (known is not null && (position.Version < known.Last.Version || (known.HasEnded && reading.Snapshot is not null))) return AskGrain();
            if (known is not null) former = former.Remove(known);
            if (Last is { } last) former = [.. former.TakeLast(MaxFormer - 1), new(last, IsTombstone)];
        }
        else
        {
            var behind = position.Version < Last.Value.Version;
            if (reading.Snapshot is not null)
            {
                // Nothing rises from a tombstone within one life.
                if (IsTombstone || (behind && (Snapshot is null || position.Version < since?.Version))) return AskGrain();
                if (behind || (Snapshot is not null && position == Last)) return Rest();
            }
            else
            {
                if (IsTombstone) return Rest();
                if (Snapshot is not null && position.Version <= Last.Value.Version) return AskGrain();
                if (behind) position = Last.Value;
            }
        }

        var merge = this with
        {
            IsKnown = true,
            Snapshot = reading.Snapshot,
            Last = position,
            IsTombstone = reading.Snapshot is null,
            Former = former,
        };
        return merge.Settle(replaced: true);
    }

    /// <summary>Takes in changes that chain onto the snapshot.</summary>
    private MergeResult Apply(ImmutableArray<EntityChange> changes)
    {
        var snapshot = Snapshot!;
        foreach (var change in changes) snapshot = ChangeCoalescing.Apply(snapshot, change);
        return (this with { Snapshot = snapshot, Last = snapshot.Position }).Settle(applied: changes);
    }

    private MergeResult Hold(IEnumerable<HeldEvent> events, int maxHeld)
    {
        var held = Held;
        foreach (var item in events)
        {
            if (!held.Any(known => known.Epoch == item.Epoch && known.Version == item.Version)) held = held.Add(item);
        }

        // Everything held is committed, so the answer to a question asked from now on covers it.
        if (held.Length > maxHeld) return new(this with { Held = [] }, Need: MergeNeed.Ask);
        return IsKnown ? (this with { Held = held }).Settle() : new(this with { Held = held });
    }

    /// <summary>Lets go of held events that are old now, takes in what chains, and says what is still missing.</summary>
    private MergeResult Settle(ImmutableArray<EntityChange> applied = default, bool replaced = false)
    {
        var merge = this;
        applied = applied.IsDefault ? [] : applied;
        while (!merge.Held.IsEmpty)
        {
            var last = merge.Last;
            var held = merge.Held.RemoveAll(old => merge.HasEnded(old.Epoch) || (old.Epoch == last?.Epoch && old.Version <= last?.Version));
            var next = held.FirstOrDefault(following => following.Epoch == last?.Epoch && following.Version == last?.Version + 1);
            merge = merge with { Held = held };
            if (next is null || merge.Snapshot is not { } snapshot) break;
            if (next.Change is { } change)
            {
                snapshot = ChangeCoalescing.Apply(snapshot, change);
                applied = applied.Add(change);
                merge = merge with { Snapshot = snapshot, Last = snapshot.Position };
            }
            else
            {
                merge = merge with { Snapshot = null, Last = new(next.Epoch, next.Version), IsTombstone = true };
            }
        }

        // Held events of another life cannot be waited for: they never chain here.
        if (merge.Held.Any(held => held.Epoch != merge.Last?.Epoch)) return new(merge with { Held = [] }, applied, replaced, MergeNeed.Ask);
        if (merge.Heard is { } heard && (heard.Epoch != merge.Last?.Epoch || heard.Version <= merge.Last?.Version)) merge = merge with { Heard = null };
        return new(merge, applied, replaced, merge.IsIncomplete ? MergeNeed.Ask : MergeNeed.Nothing);
    }

    private MergeResult Unchanged() => new(this);

    private MergeResult AskGrain() => new(this, Need: MergeNeed.Ask);

    private MergeResult Rest() => Settle();

    private bool HasEnded(string epoch) => Former.Any(life => life.HasEnded && life.Last.Epoch == epoch);

    private ImmutableArray<EntityChange> Newer(ImmutableArray<EntityChange> changes)
    {
        var version = Last!.Value.Version;
        return changes is [var first, ..] && first.Version > version ? changes : changes.RemoveAll(change => change.Version <= version);
    }

    private static bool IsChain(ImmutableArray<EntityChange> changes)
    {
        for (var i = 1; i < changes.Length; i++)
        {
            if (changes[i].From != changes[i - 1].Version) return false;
        }

        return true;
    }
}

/// <summary>A question to the grain.</summary>
/// <param name="Since">From where on; <c>null</c> = everything.</param>
/// <param name="Heard">The head because of which it is asked, if it is.</param>
internal readonly record struct EntityQuestion(Position? Since, Position? Heard);

/// <summary>An event held until what it follows has come.</summary>
/// <param name="Change"><c>null</c> = the deletion.</param>
internal sealed record HeldEvent(string Epoch, long Version, EntityChange? Change);

/// <summary>A life that was known before another one took its place.</summary>
/// <param name="HasEnded">Its tombstone was seen. Else nobody can say which of the two is the later one.</param>
internal sealed record FormerLife(Position Last, bool HasEnded);

internal enum MergeNeed
{
    Nothing,

    /// <summary>Only the grain can tell.</summary>
    Ask,
}

/// <summary>What a merge came to.</summary>
/// <param name="Applied">The changes that were applied, consecutive, ending at the snapshot's position.</param>
/// <param name="Replaced">The state was replaced by a reading before these changes: it does not follow from what was known.</param>
internal readonly record struct MergeResult(
    EntityMerge State, ImmutableArray<EntityChange> Applied = default, bool Replaced = false, MergeNeed Need = MergeNeed.Nothing);
