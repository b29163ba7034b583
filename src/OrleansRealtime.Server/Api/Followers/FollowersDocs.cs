using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Api.OpenApi;

namespace OrleansRealtime.Server.Api.Followers;

/// <summary>The words and examples of the OpenAPI document for followers. A test sends every example.</summary>
internal static class FollowersDocs
{
    public static readonly ApiDoc Follow = new("follow", "Lets a user follow an entity")
    {
        Description = "With a user token only oneself.",
        Status = StatusCodes.Status204NoContent,
        Errors = [ProblemCodes.BadUser, ProblemCodes.NotFound, ProblemCodes.TooManyNames],
    };

    public static readonly ApiDoc FollowByMany = new("followByMany", "Lets up to 100 users follow an entity")
    {
        Description = "All of them, or none when one is refused. With a user token only oneself.",
        Body = new(typeof(FollowersRequest), """{"users":["ana","bo"]}"""),
        Status = StatusCodes.Status204NoContent,
        Errors = [ProblemCodes.BadUser, ProblemCodes.NotFound, ProblemCodes.TooManyItems],
    };

    public static readonly ApiDoc Unfollow = Follow with { Id = "unfollow", Summary = "Lets a user follow an entity no longer" };

    public static readonly ApiDoc Get = new("getFollowers", "Reads who follows an entity")
    {
        Answer = typeof(FollowersBody),
        Parameters = [new("after", "Reads on from this user."), CommonParameters.Limit(FollowersApi.Limit)],
        Errors = [ProblemCodes.BadQuery],
    };
}
