using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Api.OpenApi;

namespace OrleansRealtime.Server.Api.Comments;

/// <summary>The words and examples of the OpenAPI document for comments. A test sends every example.</summary>
internal static class CommentsDocs
{
    public static readonly ApiDoc Add = new("addComment", "Adds a comment; followers and those mentioned are told")
    {
        Description = "An importer says quiet, actor and createdAt, for which its key needs the scope import.",
        Body = new(typeof(CommentRequest), """{"text":"Have a look, @bo","mentions":["bo"]}"""),
        Answer = typeof(AddedCommentBody),
        Status = StatusCodes.Status201Created,
        Errors = [ProblemCodes.NotFound, ProblemCodes.TooManyNames],
    };

    public static readonly ApiDoc Get = new("getComments", "Reads comments")
    {
        Answer = typeof(CommentsBody),
        Parameters = CommonParameters.Paging,
        Errors = [ProblemCodes.BadQuery],
    };
}
