namespace OrleansRealtime.Consistency.Clients;

/// <summary>What a tab says of its user. A new connection is online and looks at nothing.</summary>
internal readonly record struct ViewerState(bool IsAway, string? Focus);
