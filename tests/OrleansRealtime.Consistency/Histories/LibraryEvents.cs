namespace OrleansRealtime.Consistency.Histories;

/// <summary>The .NET client showed an entity.</summary>
/// <param name="Status"><c>Fresh</c>, <c>Stale</c>, <c>Absent</c> or <c>Denied</c>.</param>
/// <param name="State"><c>null</c>: it showed nothing.</param>
internal sealed record Shown(string Entity, string Status, Seen? State) : Event;

/// <summary>The .NET client shows an entity no longer, though nobody has asked for that.</summary>
internal sealed record ShowingEnded(string Entity, string Why) : Event;
