using System.Text.Json.Serialization;

namespace OrleansRealtime.Storage.GrainState;

/// <summary>
/// What a grain keeps in <see cref="StorageNames.Grains"/>: its state, and the rows that the next write commits with it. Its JSON is
/// <c>{"state":{…}}</c>; the database is given the rows beside it. On PostgreSQL an earlier build put them in front, as
/// <c>"rows":[{"collection","id","value","dueAt"},…]</c> and a line end.
/// </summary>
/// <remarks>
/// The state is a plain immutable record. Change the properties between writes only, never while one is under way, and set all of them for every
/// write: <see cref="Rows"/> still holds the last write's rows afterwards, which written again would be upserted again.
/// A read gives no rows back: ask <see cref="IGrainRows"/>.
/// </remarks>
[JsonConverter(typeof(StoredStateConverter))]
public sealed class StoredState<T> : IStoredState where T : class
{
    public T? State { get; set; }

    /// <summary>In order: of two rows with one collection and id, the later counts.</summary>
    public IReadOnlyList<GrainRow> Rows { get; set; } = [];

    /// <summary>Whether the next write is a background one: nobody waits for it as for an edit, so it is gathered with others of its kind and leaves
    /// the way to those that somebody waits for.</summary>
    public bool IsBackground { get; set; }
}

/// <summary>A <see cref="StoredState{T}"/> of whatever it is.</summary>
internal interface IStoredState
{
    IReadOnlyList<GrainRow> Rows { get; }

    bool IsBackground { get; }
}
