using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Admin;

/// <summary>Which of the notifications that came for a user a request asks for.</summary>
internal static class HistoryQuestion
{
    /// <exception cref="ProblemException">bad_query</exception>
    public static HistoryQuery Read(HttpRequest request)
    {
        var (from, to) = (Moment(request, "from"), Moment(request, "to"));
        if (from >= to) throw Query.Bad("to", "must be later than 'from'");
        return new(from, to, Query.Word(request, "kind"), Before(request), Query.Limit(request, PageLimit.OfItems));
    }

    private static DateTimeOffset? Moment(HttpRequest request, string name) => Query.Single(request, name) is not { } text
        ? null
        : Instant.Find(text) ?? throw Query.Bad(name, "must be a time (RFC 3339), as 2026-11-21T13:00:00Z");

    private static HistoryCursor? Before(HttpRequest request) => Query.Single(request, "before") is not { } text
        ? null
        : HistoryCursor.Find(text) ?? throw Query.Bad("before", "must be the 'next' of another page");
}
