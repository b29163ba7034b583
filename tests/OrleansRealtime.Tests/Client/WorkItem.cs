namespace OrleansRealtime.Tests.Client;

/// <summary>An application's own type.</summary>
internal sealed record WorkItem(string Title, int? Rank = null, IReadOnlyList<string>? Labels = null);
