using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Inbox;

/// <summary>Which part of an inbox a request asks for.</summary>
internal static class InboxQuestion
{
    /// <summary>What <c>filter</c> may be, and which items each shows.</summary>
    public static readonly OrderedDictionary<string, InboxFilter> Filters = new(StringComparer.Ordinal)
    {
        ["unread"] = InboxFilter.Unread,
        ["archived"] = InboxFilter.Archived,
        ["snoozed"] = InboxFilter.Snoozed,
        ["all"] = InboxFilter.All,
    };

    /// <exception cref="ProblemException">bad_query</exception>
    public static InboxQuery Read(HttpRequest request)
    {
        var (after, before) = Query.Cursors(request);
        return new(before, after, Query.Limit(request, PageLimit.OfItems), Filter(request), Query.Word(request, "kind"), Query.Entity(request));
    }

    private static InboxFilter Filter(HttpRequest request) =>
        Query.OneOf(request, "filter", Filters.Keys) is { } word ? Filters[word] : InboxFilter.Active;
}
