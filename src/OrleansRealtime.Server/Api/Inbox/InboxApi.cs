using System.Collections.Immutable;
using System.Text.Json;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.OpenApi;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Inbox;

/// <summary><c>/me</c>: badge, inbox, mark. Only ever the caller's own.</summary>
internal static class InboxApi
{
    private const int MaxLimit = 100;
    private const int UsualLimit = 50;
    private const int MaxSeqs = 500;
    private static readonly TimeSpan MaxSnooze = TimeSpan.FromDays(366);

    public static void MapInbox(this RouteGroupBuilder workspace)
    {
        var me = workspace.MapGroup("/me").ForUsers().WithTags("Inbox");
        me.MapGet("/badge", BadgeAsync).Describe(ApiDocs.GetBadge);
        me.MapGet("/inbox", InboxAsync).Describe(ApiDocs.GetInbox);
        me.MapPost("/inbox/mark", MarkAsync).Describe(ApiDocs.Mark);
    }

    private static async Task<IResult> BadgeAsync(HttpContext http, IGrainFactory grains) =>
        Results.Json(await ApiCall.Of(http).Me(grains).Badge(), WireJson.Options);

    private static async Task<IResult> InboxAsync(HttpContext http, IGrainFactory grains)
    {
        var (after, before) = Query.Cursors(http.Request);
        var query = new InboxQuery(
            before, after, Query.Limit(http.Request, MaxLimit, UsualLimit), Filter(http.Request), Query.Word(http.Request, "kind"), Query.Entity(http.Request));
        return Results.Json(InboxPageBody.Of(await ApiCall.Of(http).Me(grains).Inbox(query)), WireJson.Options);
    }

    private static async Task<IResult> MarkAsync(HttpContext http, IGrainFactory grains, TimeProvider time)
    {
        var body = await JsonBody.ReadAsync(http, BodyRule.Usual);
        var mark = Mark(new(body, "as", "seqs", "upTo", "until"), time.GetUtcNow());
        var outcome = await ApiCall.Of(http).Me(grains).Mark(mark, IdempotencyHeader.Of(http, body));
        if (outcome.Error is { } error) return Problem.Of(ProblemCodes.Of(error));
        if (outcome.Replayed) http.Response.Headers[IdempotencyHeader.ReplayedHeader] = "true";
        return Results.Json(outcome.Badge, WireJson.Options);
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

    private static InboxMark Mark(JsonMembers members, DateTimeOffset now)
    {
        var how = members.Text("as", 16) switch
        {
            "seen" => MarkAs.Seen,
            "read" => MarkAs.Read,
            "unread" => MarkAs.Unread,
            "archived" => MarkAs.Archived,
            "snoozed" => MarkAs.Snoozed,
            "active" => MarkAs.Active,
            _ => throw JsonMembers.Bad("as", "must be seen, read, unread, archived, snoozed or active"),
        };
        var (seqs, upTo) = (Seqs(members), members.OptionalInteger("upTo", 0, Position.MaxVersion));
        if (seqs is null == upTo is null) throw JsonMembers.Bad("seqs", "or 'upTo' must be there, one of them");
        return new(how, seqs ?? [], upTo, Until(members, how, now));
    }

    private static ImmutableArray<long>? Seqs(JsonMembers members)
    {
        if (members.OptionalArray("seqs") is not { } json) return null;
        if (json.GetArrayLength() > MaxSeqs) throw new ProblemException(ProblemCodes.TooManyItems, field: "seqs");
        var seqs = json.EnumerateArray().Select(seq =>
            seq.ValueKind == JsonValueKind.Number && seq.TryGetInt64(out var number) && number is >= 1 and <= Position.MaxVersion
                ? number
                : throw JsonMembers.Bad("seqs", "must be an array of whole numbers, 1 or more"));
        return [.. seqs.Distinct()];
    }

    private static DateTimeOffset? Until(JsonMembers members, MarkAs how, DateTimeOffset now)
    {
        var json = members.Optional("until");
        if (how != MarkAs.Snoozed) return json is null ? null : throw JsonMembers.Bad("until", "is for 'snoozed' only");
        return json is { } value && Time(value) is { } until && until > now && until <= now + MaxSnooze
            ? until
            : throw JsonMembers.Bad("until", "must be a time (RFC 3339) in the future, within a year");
    }

    /// <summary>RFC 3339: with an offset, or it would mean another moment on another machine.</summary>
    private static DateTimeOffset? Time(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String || !value.TryGetDateTimeOffset(out var time)) return null;
        var text = value.GetString()!;
        return text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal) ? time.ToUniversalTime() : null;
    }
}
