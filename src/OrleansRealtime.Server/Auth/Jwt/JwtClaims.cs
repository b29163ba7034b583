using System.Collections.Immutable;
using System.Text.Json;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Server.Auth.Jwt;

/// <summary>Whose a token is, where and for how long, by its claims. Its signature, issuer and audience were found to be right.</summary>
internal static class JwtClaims
{
    /// <summary>The most workspaces of one token: as many as a list in it may have within its length, and more than anybody is in.</summary>
    public const int MaxWorkspaces = 100;

    /// <summary>The longest name, as with tokens of our own.</summary>
    public const int MaxName = 200;

    /// <summary>The end of the year 9999, in seconds since 1970.</summary>
    private const double MaxSeconds = 253_402_300_799;

    public static TokenReading Read(JsonElement claims, JwtOptions options, DateTimeOffset now)
    {
        if (ReadTimes(claims, options.ClockTolerance, now, out var issuedAt, out var expiresAt) is { } untimely) return untimely;
        if (TextOf(claims, options.UserClaim) is not { } user) return TokenReading.Refused($"The token has no text in the claim '{options.UserClaim}', which names its user.");
        if (!Names.IsId(user)) return TokenReading.Refused($"The token's user, in the claim '{options.UserClaim}', can be none: {Names.IdRule}.");
        if (ReadWorkspaces(claims, options, out var workspaces) is { } nowhere) return nowhere;
        return new(new Caller(CallerKind.User, null, workspaces, [], user, NameOf(claims, options.NameClaim) ?? user, issuedAt, expiresAt));
    }

    /// <summary>What is wrong with its times. For a clock that may be wrong, the token is good longer than it says, and counts as issued earlier: one that was
    /// issued before its user's tokens were revoked is never taken for a later one.</summary>
    private static TokenReading? ReadTimes(JsonElement claims, TimeSpan tolerance, DateTimeOffset now, out DateTimeOffset issuedAt, out DateTimeOffset expiresAt)
    {
        (issuedAt, expiresAt) = (default, default);
        if (TimeOf(claims, "iat") is not { } issued) return TokenReading.Refused("The token does not say when it was issued (iat); one that does not could not be revoked.");
        if (TimeOf(claims, "exp") is not { } end) return TokenReading.Refused("The token does not say when it ends (exp).");
        if (issued > now + tolerance) return TokenReading.Refused("The token was issued in the future (iat).");
        if (end - issued > UserTokens.MaxLifetime) return TokenReading.Refused($"The token lives longer than {UserTokens.MaxLifetime.TotalDays} days (iat to exp).");
        if (claims.TryGetProperty("nbf", out _) && !(TimeOf(claims, "nbf") <= now + tolerance)) return TokenReading.Refused("The token is not good yet (nbf).");
        if (end + tolerance <= now) return TokenReading.Refused(ProblemCodes.TokenExpired);
        (issuedAt, expiresAt) = (issued - tolerance, end + tolerance);
        return null;
    }

    private static TokenReading? ReadWorkspaces(JsonElement claims, JwtOptions options, out ImmutableArray<string> workspaces)
    {
        workspaces = [.. options.Workspaces];
        if (options.WorkspacesClaim is not { Length: > 0 } claim) return null;
        string?[] names = !claims.TryGetProperty(claim, out var value) ? []
            : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Take(MaxWorkspaces + 1).Select(TextOf)]
            : [TextOf(value)];
        if (names.Length is 0 or > MaxWorkspaces || names.Contains(null))
            return TokenReading.Refused($"The token has neither a text nor a list of 1 to {MaxWorkspaces} texts in the claim '{claim}', which names its workspaces.");
        if (!names.All(Names.IsWord)) return TokenReading.Refused($"A workspace of the token, in the claim '{claim}', can be none: {Names.WordRule}.");
        workspaces = [.. names.Distinct(StringComparer.Ordinal)!];
        return null;
    }

    /// <summary>A name harms nobody: one that is no name is passed over.</summary>
    private static string? NameOf(JsonElement claims, string claim)
    {
        if (TextOf(claims, claim)?.Trim() is not { Length: > 0 } name || !Names.IsPlain(name)) return null;
        if (name.Length <= MaxName) return name;
        return name[..(char.IsHighSurrogate(name[MaxName - 1]) ? MaxName - 1 : MaxName)];
    }

    private static string? TextOf(JsonElement claims, string claim) => claims.TryGetProperty(claim, out var value) ? TextOf(value) : null;

    private static string? TextOf(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? TimeOf(JsonElement claims, string claim) =>
        claims.TryGetProperty(claim, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and <= MaxSeconds
        ? DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(seconds)
        : null;
}
