using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Notifications;

/// <summary><c>/notifications</c>: a server tells users something.</summary>
internal static class NotificationsApi
{
    private const int MaxRecipients = 1_000;
    private const int MaxDataBytes = 4 * 1024;

    public static void MapNotifications(this RouteGroupBuilder workspace) =>
        workspace.MapPost("/notifications", SendAsync).ForKeys(Scopes.Notify).WithTags("Notifications").Describe(NotificationsDocs.Notify);

    private static async Task<IResult> SendAsync(HttpContext http, IGrainFactory grains, NameLimit names)
    {
        var call = ApiCall.Of(http);
        var body = await JsonBody.ReadAsync(http, BodyRule.Notification);
        var (broadcast, recipients) = Read(call, body);
        string? id = null;
        if (broadcast.To.Length > 0)
        {
            names.Require(call, broadcast.To);
            var key = IdempotencyHeader.Of(http, body);
            // Without a key no request meets an earlier one.
            id = key?.Id ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
            var outcome = await grains.GetGrain<IBroadcastGrain>($"{call.Workspace}/notice/{id}").Submit(broadcast, key?.Fingerprint ?? "");
            if (outcome.Error is { } error) return Problem.Of(ProblemCodes.Of(error));
            // Without a key only this server itself can have asked again.
            IdempotencyHeader.Answer(http.Response, outcome.Replayed && key is not null);
            // A repeat says what was said the first time: since then other names may have come to be allowed.
            if (outcome.Accepted is { } accepted) recipients = [.. recipients.Select(recipient => Recipient(recipient.User, accepted.Contains(recipient.User)))];
        }

        return Results.Json(new NotifiedBody(id, recipients), WireJson.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private static (Broadcast Broadcast, RecipientBody[] Recipients) Read(ApiCall call, JsonElement body)
    {
        var request = RequestReader.Read<NotificationRequest>(body);
        var to = Recipients(request.To);
        if (!Names.IsWord(request.Kind)) throw BodyRefusal.BadBody("kind", "must be a word: [a-z][a-z0-9-]*");
        if (request.Entity is { } entity) CheckEntity(entity);
        if (request.Link is { } link && !Links.IsSafe(link)) throw BodyRefusal.BadBody("link", "must be an address of http, https or mailto, or a relative one");
        if (request.Key is { } key && !Names.IsPlain(key)) throw BodyRefusal.BadBody("key", "may hold no control characters");
        var broadcast = new Broadcast(
            [.. to.Where(Names.IsId)],
            request.Kind,
            request.Title,
            request.Body,
            request.Link,
            Data(request.Data),
            request.Entity,
            request.Key,
            call.Actor);
        return (broadcast, [.. to.Select(user => Recipient(user, Names.IsId(user)))]);
    }

    private static RecipientBody Recipient(string user, bool isAccepted) => new(user, isAccepted ? "accepted" : ProblemCodes.BadUser.Code);

    private static string[] Recipients(IReadOnlyList<string> to)
    {
        if (to.Count > MaxRecipients) throw new ProblemException(ProblemCodes.TooManyRecipients, field: "to");
        return to.Count > 0 ? [.. to.Distinct()] : throw BodyRefusal.BadBody("to", "must name somebody");
    }

    private static string? Data(JsonElement? given)
    {
        if (given is not { } data) return null;
        if (data.ValueKind != JsonValueKind.Object) throw BodyRefusal.BadBody("data", "must be an object");
        var text = JsonSerializer.Serialize(data, PlainJson.Options);
        return Encoding.UTF8.GetByteCount(text) <= MaxDataBytes ? text : throw BodyRefusal.BadBody("data", "may have at most 4 KiB");
    }

    private static void CheckEntity(EntityRef entity)
    {
        if (!Names.IsWord(entity.Type)) throw new ProblemException(ProblemCodes.BadKey, $"A type is {Names.WordRule}.", "entity.type");
        if (!Names.IsId(entity.Id)) throw ApiCall.BadId("entity.id");
    }
}

internal sealed record NotificationRequest(
    IReadOnlyList<string> To,
    [property: StringLength(Names.MaxWordLength, MinimumLength = 1)] string Kind,
    [property: StringLength(200, MinimumLength = 1)] string Title,
    [property: StringLength(4_000, MinimumLength = 1)] string? Body = null,
    [property: StringLength(2_000, MinimumLength = 1)] string? Link = null,
    JsonElement? Data = null,
    EntityRef? Entity = null,
    [property: StringLength(255, MinimumLength = 1)] string? Key = null);

/// <param name="Id">What <c>explain?notification=</c> takes; absent when nobody is to be told.</param>
internal sealed record NotifiedBody(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id,
    IReadOnlyList<RecipientBody> Recipients);

/// <summary>Whether this recipient will be told: <c>accepted</c>, or <c>bad_user</c>.</summary>
internal sealed record RecipientBody(string User, string Status);
