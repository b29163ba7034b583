namespace OrleansRealtime.Client.Comments;

/// <summary>Some of an entity's comments.</summary>
/// <param name="Next">The cursor for the same direction; <c>null</c> at the end.</param>
public sealed record CommentPage(IReadOnlyList<Comment> Comments, long? Next = null);
