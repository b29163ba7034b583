using Microsoft.Extensions.Primitives;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary><c>If-Match</c> and <c>If-None-Match</c>: one quoted position, or <c>*</c>. No lists: a caller that cannot say where
/// it stands must not change anything by accident. A weak tag is taken for the position that it names: a proxy that compresses makes tags weak,
/// and whoever answers sends back what it got; positions are strong, however they are marked.</summary>
internal static class Preconditions
{
    public static string ETag(Position position) => $"\"{position}\"";

    /// <summary>Of a mutation. Only a PUT may ask for <c>If-None-Match: *</c>.</summary>
    public static Precondition Of(HttpRequest request)
    {
        var (match, noneMatch) = (request.Headers.IfMatch, request.Headers.IfNoneMatch);
        if (noneMatch.Count > 0)
        {
            return match.Count == 0 && noneMatch is ["*"] && HttpMethods.IsPut(request.Method)
                ? new(MustNotExist: true)
                : throw new ProblemException(ProblemCodes.BadPrecondition, field: "If-None-Match");
        }

        if (match.Count == 0) return Precondition.None;
        if (match is ["*"]) return new(MustExist: true);
        return Single(match) is { } position ? new(At: position) : throw new ProblemException(ProblemCodes.BadPrecondition, field: "If-Match");
    }

    /// <summary>An operation's <c>ifMatch</c> and <c>ifNoneMatch</c> in a batch, where no quotes are needed. Only a put may ask for the latter.</summary>
    public static Precondition OfOperation(bool isPut, string? ifMatch, string? ifNoneMatch) => (ifMatch, ifNoneMatch) switch
    {
        (null, null) => Precondition.None,
        (null, "*") when isPut => new(MustNotExist: true),
        (_, not null) => throw new ProblemException(ProblemCodes.BadPrecondition, field: "ifNoneMatch"),
        ("*", _) => new(MustExist: true),
        _ when Position.TryParse(ifMatch, out var position) => new(At: position),
        _ => throw new ProblemException(ProblemCodes.BadPrecondition, field: "ifMatch"),
    };

    /// <summary>Whether a GET may be answered with 304.</summary>
    public static bool IsCurrent(HttpRequest request, Position current)
    {
        var header = request.Headers.IfNoneMatch;
        if (header.Count == 0) return false;
        if (header is ["*"]) return true;
        return Single(header) is { } position
            ? position == current
            : throw new ProblemException(ProblemCodes.BadPrecondition, field: "If-None-Match");
    }

    /// <summary>What the header's one tag holds between its quotes, weak or not; <c>null</c> when it is no one tag.</summary>
    public static string? TagIn(StringValues header) =>
        header is [{ } tag] && (tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag) is ['"', .. var inner, '"'] ? inner : null;

    private static Position? Single(StringValues header) => TagIn(header) is { } inner && Position.TryParse(inner, out var position) ? position : null;
}
