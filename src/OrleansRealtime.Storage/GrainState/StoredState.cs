using System.Text.Json.Serialization;

namespace OrleansRealtime.Storage.GrainState;

/// <summary>
/// What a grain keeps in <see cref="StorageNames.Grains"/>: its state, and the rows that the next write commits with it. In JSON
/// <c>{"rows":[{"collection","id","value","dueAt"},…],"state":{…}}</c> with a line end behind the rows; a database that writes rows by statements of their
/// own is given the state alone.
/// </summary>
/// <remarks>
/// The state is a plain immutable record. Change both properties between writes only, never while one is under way, and
/// set <see cref="Rows"/> for every write: it still holds the last write's rows afterwards, which written again would be upserted again.
/// A read gives no rows back: ask <see cref="IGrainRows"/>.
/// </remarks>
[JsonConverter(typeof(StoredStateConverter))]
public sealed class StoredState<T> : IStoredState where T : class
{
    public T? State { get; set; }

    /// <summary>In order: of two rows with one collection and id, the later counts.</summary>
    public IReadOnlyList<GrainRow> Rows { get; set; } = [];

    IStoredState IStoredState.With(IReadOnlyList<GrainRow> rows) => new StoredState<T> { State = State, Rows = rows };
}

/// <summary>A <see cref="StoredState{T}"/> of whatever it is.</summary>
internal interface IStoredState
{
    IReadOnlyList<GrainRow> Rows { get; }

    /// <summary>The same state with other rows.</summary>
    IStoredState With(IReadOnlyList<GrainRow> rows);
}
