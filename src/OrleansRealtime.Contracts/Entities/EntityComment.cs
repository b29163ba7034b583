using System.Collections.Immutable;

namespace OrleansRealtime.Contracts.Entities;

/// <summary>A comment on an entity.</summary>
/// <param name="Id">Counts up per entity, from 1.</param>
/// <param name="Author"><c>null</c> when a server wrote it for nobody.</param>
[GenerateSerializer, Immutable, Alias("entity-comment")]
public sealed record EntityComment(long Id, string Text, ImmutableArray<string> Mentions, string? Author, DateTimeOffset CreatedAt)
{
    /// <summary>The longest text, in UTF-16 code units.</summary>
    public const int MaxTextLength = 10_000;

    /// <summary>The most users that one comment mentions.</summary>
    public const int MaxMentions = 50;
}

/// <summary>A page of comments. <c>after</c> reads forward, oldest first; <c>before</c> backward, newest first; neither: from the newest.</summary>
/// <param name="Comments">May be fewer than asked for although more follow, when they are large.</param>
/// <param name="Next">The cursor of the next page in the same direction; <c>null</c> at the end.</param>
[GenerateSerializer, Immutable, Alias("comment-page")]
public sealed record CommentPage(ImmutableArray<EntityComment> Comments, long? Next);

/// <summary>A page of followers in ordinal order.</summary>
/// <param name="Next">The cursor of the next page; <c>null</c> at the end.</param>
[GenerateSerializer, Immutable, Alias("follower-page")]
public sealed record FollowerPage(ImmutableArray<string> Followers, string? Next);
