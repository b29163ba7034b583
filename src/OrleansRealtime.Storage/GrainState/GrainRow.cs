using System.Text;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Storage.GrainState;

/// <summary>
/// A row that belongs to a grain and is committed together with the grain's state.
/// </summary>
/// <param name="Collection">What kind of row this is among the owner's rows ("key", "outbox"). Not empty.</param>
/// <param name="Id">Unique within the owner's collection, and its order: by UTF-8 bytes. Not empty, no U+0000.</param>
/// <param name="Value">Raw JSON text, of which white space between tokens is not kept; <c>null</c> (or the JSON <c>null</c>) deletes the row.</param>
/// <param name="DueAt">When the row's owner has to be woken because of it, to the millisecond;
/// see <see cref="IGrainRows.DueOwnersAsync"/>.</param>
public sealed record GrainRow(string Collection, string Id, string? Value, DateTimeOffset? DueAt = null)
{
    /// <summary>The size of the value, in bytes of UTF-8.</summary>
    public int ValueBytes => Value is null ? 0 : Encoding.UTF8.GetByteCount(Value);

    /// <summary>Refuses an id that not every store can hold, or look for.</summary>
    /// <exception cref="NotStorableException">It is empty or holds U+0000.</exception>
    public static void RequireId(string collection, string id)
    {
        if (id.Length == 0 || id.Contains('\0', StringComparison.Ordinal))
            throw new NotStorableException($"The id of a row in {collection} is empty or holds U+0000.");
    }
}

/// <summary>Whose rows: the name of a grain's state and the grain's key, which together name one stored state.</summary>
public readonly record struct GrainRowOwner(string StateName, string GrainKey);

/// <summary>An owner of rows that are due.</summary>
/// <param name="DueAt">When the first of them became due, to the millisecond.</param>
public readonly record struct DueOwner(GrainRowOwner Owner, DateTimeOffset DueAt);

/// <summary>The rows of entities that are found by their ids, which are users.</summary>
public enum PlacedRows
{
    /// <summary>Collections <c>follower:…</c>.</summary>
    Followers,

    /// <summary>Collections <c>named:…</c>.</summary>
    Named,
}

/// <summary>Where a row lies.</summary>
/// <param name="GrainKey">The entity's.</param>
public readonly record struct GrainRowPlace(string GrainKey, string Collection);

/// <summary>A stretch of one collection: the bounds are exclusive and need not exist, the order is that of the ids' UTF-8 bytes.</summary>
public sealed record GrainRowRange(string? After = null, string? Before = null, int Limit = 100, bool Descending = false);
