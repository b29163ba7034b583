using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Entities;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Comments;

/// <summary><c>/entities/{type}/{id}/comments</c></summary>
internal static class CommentsApi
{
    public static void MapComments(this RouteGroupBuilder workspace)
    {
        var comments = workspace.MapGroup("/entities/{type}/{id}/comments").WithTags("Comments");
        comments.MapPost("", AddAsync).ForAll(Scopes.Write).Describe(CommentsDocs.Add);
        comments.MapGet("", ListAsync).ForAll(Scopes.Read).WithMetadata(CallWeight.PageOfRows).Describe(CommentsDocs.Get);
    }

    private static async Task<IResult> AddAsync(HttpContext http, string type, string id, EntityCalls entities, TimeProvider time)
    {
        var call = ApiCall.Of(http);
        var key = call.Entity(type, id);
        var body = await JsonBody.ReadAsync(http, BodyRule.Usual);
        var request = RequestReader.Read<CommentRequest>(body);
        var mentions = (request.Mentions ?? []).Select(user => ApiCall.User(user, "mentions")).Distinct();
        var comment = new AddComment(request.Text, [.. mentions]);
        var import = new ImportMembers(request.Quiet ?? false, request.Actor, request.CreatedAt);
        import.Check(call, time.GetUtcNow());
        var outcome = await entities.MutateAsync(http, key, EntityAccess.Write, comment, Precondition.None, body, import);
        if (outcome.Error is not null) return Problem.Of(outcome);
        EntityAnswer.AddHeaders(http, outcome);
        var answer = AddedCommentBody.Of(outcome.Comment, outcome.Position?.ToString());
        return Results.Json(answer, WireJson.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> ListAsync(HttpContext http, string type, string id, EntityCalls entities)
    {
        var call = ApiCall.Of(http);
        var key = call.Entity(type, id);
        var (after, before) = Query.Cursors(http.Request);
        var limit = Query.Limit(http.Request, PageLimit.OfItems);
        var grain = await entities.OpenAsync(call, key, EntityAccess.Read, http.RequestAborted);
        var page = await grain.Comments(after, before, limit, http.RequestAborted);
        return Results.Json(new CommentsBody([.. page.Comments.Select(CommentBody.Of)], page.Next), WireJson.Options);
    }
}

internal sealed record CommentRequest(
    [property: StringLength(EntityComment.MaxTextLength, MinimumLength = 1)] string Text,
    [property: MaxLength(EntityComment.MaxMentions)] IReadOnlyList<string>? Mentions = null,
    bool? Quiet = null,
    string? Actor = null,
    DateTimeOffset? CreatedAt = null);

/// <summary>A comment in a page.</summary>
internal sealed record CommentBody(long Id, string Text, IReadOnlyList<string> Mentions, string? Author, DateTimeOffset CreatedAt)
{
    public static CommentBody Of(EntityComment comment) => new(comment.Id, comment.Text, comment.Mentions, comment.Author, comment.CreatedAt);
}

/// <summary>A page of comments.</summary>
internal sealed record CommentsBody(IReadOnlyList<CommentBody> Comments, long? Next);

/// <summary>The comment that was added, and the entity's position with it. In a repeat the position alone may be there.</summary>
internal sealed record AddedCommentBody(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Mentions,
    string? Author,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? CreatedAt,
    string? Position)
{
    public static AddedCommentBody Of(EntityComment? comment, string? position) =>
        new(comment?.Id, comment?.Text, comment?.Mentions, comment?.Author, comment?.CreatedAt, position);
}
