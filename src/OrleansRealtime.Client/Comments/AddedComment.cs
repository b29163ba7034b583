namespace OrleansRealtime.Client.Comments;

/// <summary>What became of a comment.</summary>
/// <param name="Position">Where the entity is with it.</param>
/// <param name="Id">Absent when an earlier try had added it: its answer is not told again.</param>
public sealed record AddedComment(Position Position, long? Id = null);
