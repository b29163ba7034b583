using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Inbox;

/// <summary>Which part of an inbox a request asks for.</summary>
internal static class InboxQuestion
{
    private const int MaxLimit = 100;
    private const int UsualLimit = 50;

    /// <exception cref="ProblemException">bad_query</exception>
    public static InboxQuery Read(HttpRequest request)
    {
        var (after, before) = Query.Cursors(request);
        return new(before, after, Query.Limit(request, MaxLimit, UsualLimit), Filter(request), Query.Word(request, "kind"), Query.Entity(request));
    }

    private static InboxFilter Filter(HttpRequest request) => Query.Single(request, "filter") switch
    {
        null => InboxFilter.Active,
        "unread" => InboxFilter.Unread,
        "archived" => InboxFilter.Archived,
        "snoozed" => InboxFilter.Snoozed,
        "all" => InboxFilter.All,
        _ => throw Query.Bad("filter", "must be unread, archived, snoozed or all"),
    };
}
