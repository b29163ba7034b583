using OrleansRealtime.Client.Rest;

namespace OrleansRealtime.Client.Comments;

/// <summary>What is said about entities.</summary>
public sealed class CommentCaller
{
    private readonly RestCaller _rest;

    internal CommentCaller(RestCaller rest) => _rest = rest;

    /// <summary>Adds a comment, which is one version of the entity, as the user for whom the client acts.</summary>
    /// <param name="text">1 to 10,000 characters.</param>
    /// <param name="mentions">At most 50 users, who are told.</param>
    /// <param name="idempotencyKey">Drawn when absent.</param>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task<AddedComment> AddAsync(
        EntityRef entity, string text, IEnumerable<string>? mentions = null, string? idempotencyKey = null, CancellationToken cancellation = default) =>
        _rest.SendAsync<AddedComment>(RestCall.Mutate(HttpMethod.Post, PathOf(entity), new { text, mentions }, idempotencyKey), cancellation);

    /// <summary>Adds a comment of another system, with its own author and date: nobody is told of it. The API key needs the scope <c>import</c>.</summary>
    /// <param name="createdAt">In the past; now when absent.</param>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task<AddedComment> ImportAsync(
        EntityRef entity,
        string text,
        string author,
        DateTimeOffset? createdAt = null,
        IEnumerable<string>? mentions = null,
        string? idempotencyKey = null,
        CancellationToken cancellation = default) =>
        _rest.SendAsync<AddedComment>(
            RestCall.Mutate(HttpMethod.Post, PathOf(entity), new { text, mentions, quiet = true, actor = author, createdAt }, idempotencyKey), cancellation);

    /// <summary>Reads a page: forward from <paramref name="after"/>, oldest first, or backward from <paramref name="before"/>, or from the newest
    /// when neither is given, newest first.</summary>
    /// <param name="limit">1 to 100; usually 50.</param>
    /// <exception cref="RealtimeException">The platform refused it, or did not answer in time.</exception>
    public Task<CommentPage> ReadAsync(EntityRef entity, long? after = null, long? before = null, int? limit = null, CancellationToken cancellation = default) =>
        _rest.SendAsync<CommentPage>(
            RestCall.Read(PathOf(entity) + RequestPath.Query(("after", after), ("before", before), ("limit", limit))), cancellation);

    private static string PathOf(EntityRef entity) => $"{RequestPath.Of(entity)}/comments";
}
