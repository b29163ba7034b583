using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.OpenApi;

namespace OrleansRealtime.Server.Api.Presence;

/// <summary>The words and examples of the OpenAPI document for who is there. A test sends every example.</summary>
internal static class PresenceDocs
{
    public static readonly ApiDoc GetUser = new("getUserPresence", "Says whether a user is there, or when the user last was")
    {
        Description = "Kept in memory: after a restart nobody was seen yet.",
        Answer = typeof(UserPresenceBody),
        Errors = [ProblemCodes.BadUser],
    };

    public static readonly ApiDoc Get = new("getPresence", "Says the same of several users")
    {
        Answer = typeof(UserPresencesBody),
        Parameters = [new("users", "1 to 100 user ids, with commas between.", Required: true)],
        Errors = [ProblemCodes.BadQuery, ProblemCodes.BadUser, ProblemCodes.TooManyItems],
    };

    public static readonly ApiDoc Query = new("queryPresence", "Says the same of several users, whatever their ids")
    {
        Description = "For ids with commas, and for more of them than an address holds.",
        Body = new(typeof(PresenceRequest), """{"users":["ana","bo"]}"""),
        Answer = typeof(UserPresencesBody),
        Errors = [ProblemCodes.BadUser, ProblemCodes.TooManyItems],
    };
}
