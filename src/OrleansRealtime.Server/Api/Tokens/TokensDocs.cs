using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Auth;

namespace OrleansRealtime.Server.Api.Tokens;

/// <summary>The words and examples of the OpenAPI document for user tokens. A test sends every example.</summary>
internal static class TokensDocs
{
    public static readonly ApiDoc Issue = new("issueToken", "Makes a token for a user")
    {
        Body = new(typeof(TokenRequest), """{"user":"ana","name":"Ana Diaz","ttlSeconds":3600}"""),
        Answer = typeof(IssuedToken),
        Errors = [ProblemCodes.BadUser, ProblemCodes.KeyRequired],
    };

    public static readonly ApiDoc IssueDev = Issue with
    {
        Id = "issueDevToken",
        Summary = "Makes a token for a user, without a key: in the Development environment only",
        Errors = [ProblemCodes.BadUser],
    };
}
