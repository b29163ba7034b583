namespace OrleansRealtime.Client.Comments;

/// <summary>A comment on an entity.</summary>
/// <param name="Id">Counts up per entity, from 1.</param>
/// <param name="Author"><c>null</c>: a server wrote it, for nobody.</param>
public sealed record Comment(long Id, string Text, IReadOnlyList<string> Mentions, DateTimeOffset CreatedAt, string? Author = null);
