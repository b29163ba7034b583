using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Auth.Jwt;

namespace OrleansRealtime.Server.Auth;

/// <summary>Reads the tokens of users: the platform's own, and those of the application's identity provider where one is configured. A JWT has dots, which
/// our own never have.</summary>
/// <param name="jwts"><c>null</c>: none are taken.</param>
internal sealed class TokenReader(UserTokens own, JwtTokens? jwts)
{
    public ValueTask<TokenReading> ReadAsync(string token) =>
        jwts is not null && token.Contains('.', StringComparison.Ordinal) ? jwts.ReadAsync(token) : new(ReadOwn(token));

    private TokenReading ReadOwn(string token) => own.Read(token, out var isExpired) is { } caller
        ? new(caller)
        : TokenReading.Refused(isExpired ? ProblemCodes.TokenExpired : ProblemCodes.Unauthenticated);
}
