using System.Collections.Immutable;
using System.Text.Json;

namespace OrleansRealtime.Client.Entities;

/// <summary>What changed from one position to another: each field with its whole new value, <c>null</c> where it was removed.</summary>
internal sealed record ChangedFrame(
    string Type,
    string Id,
    Position From,
    Position To,
    ImmutableDictionary<string, JsonElement> Fields,
    DateTimeOffset UpdatedAt,
    string? UpdatedBy = null,
    long? Comments = null);

/// <summary>The entity is gone; created again, it comes as a state.</summary>
internal sealed record DeletedFrame(string Type, string Id, Position Position);

/// <summary>Access was lost: nothing follows until it is watched again.</summary>
internal sealed record DeniedFrame(string Type, string Id, string Code);

/// <summary>What is asked for, and the position that is there already.</summary>
internal sealed record WatchItem(string Type, string Id, Position? Position = null);

/// <summary>Whether one of them is watched now.</summary>
/// <param name="Position">Where the server has it.</param>
/// <param name="Watched">It is not there, and watched all the same.</param>
internal sealed record WatchResult(string Type, string Id, bool Ok, string? Code = null, Position? Position = null, bool Watched = false);
