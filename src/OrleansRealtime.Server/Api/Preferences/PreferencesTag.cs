using System.Globalization;
using Microsoft.Extensions.Primitives;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Preferences;

/// <summary>The ETag of a user's preferences: their version in quotes. Nothing else names them, as with an entity's position.</summary>
internal static class PreferencesTag
{
    public static string Of(UserPreferences preferences) => string.Create(CultureInfo.InvariantCulture, $"\"{preferences.Version}\"");

    /// <summary>The version that a change needs; <c>null</c> = any.</summary>
    /// <exception cref="ProblemException">bad_precondition</exception>
    public static long? Required(HttpRequest request)
    {
        if (request.Headers.IfNoneMatch.Count > 0) throw new ProblemException(ProblemCodes.BadPrecondition, field: "If-None-Match");
        var header = request.Headers.IfMatch;
        if (header.Count == 0 || header is ["*"]) return null;
        return Read(header) ?? throw new ProblemException(ProblemCodes.BadPrecondition, field: "If-Match");
    }

    /// <summary>Whether a GET may be answered with 304.</summary>
    /// <exception cref="ProblemException">bad_precondition</exception>
    public static bool IsCurrent(HttpRequest request, UserPreferences preferences)
    {
        var header = request.Headers.IfNoneMatch;
        if (header.Count == 0) return false;
        if (header is ["*"]) return true;
        return Read(header) is { } version
            ? version == preferences.Version
            : throw new ProblemException(ProblemCodes.BadPrecondition, field: "If-None-Match");
    }

    private static long? Read(StringValues header) =>
        Preconditions.TagIn(header) is { } inner && long.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null;
}
