using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Inbox;

/// <summary><c>/me</c>: badge, inbox, mark. Only ever the caller's own.</summary>
internal static class InboxApi
{
    private const int MaxSeqs = 500;
    private static readonly TimeSpan MaxSnooze = TimeSpan.FromDays(366);

    public static void MapInbox(this RouteGroupBuilder workspace)
    {
        var me = workspace.MapGroup("/me").ForUsers().WithTags("Inbox");
        me.MapGet("/badge", BadgeAsync).Describe(InboxDocs.GetBadge);
        me.MapGet("/inbox", InboxAsync).WithMetadata(CallWeight.PageOfRows).Describe(InboxDocs.Get);
        me.MapPost("/inbox/mark", MarkAsync).Describe(InboxDocs.Mark);
    }

    private static async Task<IResult> BadgeAsync(HttpContext http, IGrainFactory grains) =>
        Results.Json(await ApiCall.Of(http).Me(grains).Badge(), WireJson.Options);

    private static async Task<IResult> InboxAsync(HttpContext http, IGrainFactory grains)
    {
        var query = InboxQuestion.Read(http.Request);
        return Results.Json(InboxPageBody.Of(await ApiCall.Of(http).Me(grains).Inbox(query, http.RequestAborted)), WireJson.Options);
    }

    private static async Task<IResult> MarkAsync(HttpContext http, IGrainFactory grains, TimeProvider time)
    {
        var body = await JsonBody.ReadAsync(http, BodyRule.Usual);
        var mark = Mark(body, time.GetUtcNow());
        var outcome = await ApiCall.Of(http).Me(grains).Mark(mark, IdempotencyHeader.Of(http, body));
        if (outcome.Error is { } error) return Problem.Of(ProblemCodes.Of(error));
        IdempotencyHeader.Answer(http.Response, outcome.Replayed);
        return Results.Json(outcome.Badge, WireJson.Options);
    }

    private static InboxMark Mark(JsonElement body, DateTimeOffset now)
    {
        var request = RequestReader.Read<MarkRequest>(body);
        if (request.Seqs is null == request.UpTo is null) throw BodyRefusal.BadBody("seqs", "or 'upTo' must be there, one of them");
        return new(request.As, Seqs(request.Seqs ?? []), request.UpTo, Until(request, now));
    }

    private static ImmutableArray<long> Seqs(IReadOnlyList<long> seqs)
    {
        if (seqs.Count > MaxSeqs) throw new ProblemException(ProblemCodes.TooManyItems, field: "seqs");
        return seqs.All(seq => seq is >= 1 and <= Position.MaxVersion)
            ? [.. seqs.Distinct()]
            : throw BodyRefusal.BadBody("seqs", "must be an array of whole numbers, 1 or more");
    }

    private static DateTimeOffset? Until(MarkRequest request, DateTimeOffset now)
    {
        if (request.As != MarkAs.Snoozed) return request.Until is null ? null : throw BodyRefusal.BadBody("until", "is for 'snoozed' only");
        return request.Until is { } until && until > now && until <= now + MaxSnooze
            ? until.ToUniversalTime()
            : throw BodyRefusal.BadBody("until", "must be a time (RFC 3339) in the future, within a year");
    }
}

internal sealed record MarkRequest(
    MarkAs As,
    IReadOnlyList<long>? Seqs = null,
    [property: Range(typeof(long), "0", "9007199254740991")] long? UpTo = null,
    DateTimeOffset? Until = null);
