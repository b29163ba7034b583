using System.Collections.Immutable;

namespace OrleansRealtime.Contracts.Presence;

/// <summary>
/// What a gateway process tells a room of its own connections: everything, or what changed since the report before. Reports of one gateway
/// are numbered, so that a room can tell one that is old, and one before which it missed something.
/// </summary>
/// <param name="Gateway">Names the process for as long as it runs.</param>
/// <param name="Base">The number of the report that this one changes; unused in a whole one.</param>
/// <param name="Number">Counts up, in all that the gateway tells any room; equal to <paramref name="Base"/> in one that only asks whether the room still knows.</param>
/// <param name="IsWhole">Whether the entries are all that the gateway has; none = it has nobody.</param>
/// <param name="Entries">Each member once; <see cref="PresenceStatus.Offline"/> = left.</param>
[GenerateSerializer, Immutable, Alias("presence-report")]
public sealed record PresenceReport(string Gateway, long Base, long Number, bool IsWhole, ImmutableArray<PresenceEntry> Entries);

/// <summary>One member as one gateway has it, over all of the member's connections there.</summary>
[GenerateSerializer, Immutable, Alias("presence-entry")]
public sealed record PresenceEntry(string Member, string Name, PresenceStatus Status);
