using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Api.OpenApi;

namespace OrleansRealtime.Server.Api.Access;

/// <summary>The words of the OpenAPI document for taking access away.</summary>
internal static class AccessDocs
{
    public static readonly ApiDoc Forget = new("forgetAccess", "Takes a user's access away: refuses the tokens issued until now")
    {
        Status = StatusCodes.Status204NoContent,
        Errors = [ProblemCodes.BadUser, ProblemCodes.KeyRequired],
    };

    public static readonly ApiDoc ForgetEntity = new("forgetEntityAccess", "Asks again what a user may do to an entity")
    {
        Status = StatusCodes.Status204NoContent,
        Errors = [ProblemCodes.BadUser, ProblemCodes.KeyRequired],
    };
}
