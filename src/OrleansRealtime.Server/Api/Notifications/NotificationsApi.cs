using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.OpenApi;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Notifications;

/// <summary><c>/notifications</c>: a server tells users something.</summary>
internal static class NotificationsApi
{
    private const int MaxRecipients = 1_000;
    private const int MaxTitle = 200;
    private const int MaxBody = 4_000;
    private const int MaxLink = 2_000;
    private const int MaxDataBytes = 4 * 1024;
    private const int MaxKey = 255;

    public static void MapNotifications(this RouteGroupBuilder workspace) =>
        workspace.MapPost("/notifications", SendAsync).ForKeys(Scopes.Notify).WithTags("Notifications").Describe(ApiDocs.Notify);

    private static async Task<IResult> SendAsync(HttpContext http, IGrainFactory grains)
    {
        var call = ApiCall.Of(http);
        var body = await JsonBody.ReadAsync(http, BodyRule.Notification);
        var (notice, recipients) = Read(call, body);
        string? id = null;
        if (notice.To.Length > 0)
        {
            var key = IdempotencyHeader.Of(http, body);
            // Without a key no request meets an earlier one.
            id = key?.Id ?? RandomNumberGenerator.GetHexString(32, lowercase: true);
            var outcome = await grains.GetGrain<IBroadcastGrain>($"{call.Workspace}/notice/{id}").Submit(notice, key?.Fingerprint ?? "");
            if (outcome.Error is { } error) return Problem.Of(ProblemCodes.Of(error));
            if (outcome.Replayed) http.Response.Headers[IdempotencyHeader.ReplayedHeader] = "true";
        }

        return Results.Json(new NotifiedBody(id, recipients), WireJson.Options, statusCode: StatusCodes.Status202Accepted);
    }

    private static (Notice Notice, RecipientBody[] Recipients) Read(ApiCall call, JsonElement body)
    {
        var members = new JsonMembers(body, "to", "kind", "title", "body", "link", "data", "entity", "key");
        var to = Recipients(members);
        var kind = members.Text("kind", Names.MaxWordLength);
        if (!Names.IsWord(kind)) throw JsonMembers.Bad("kind", "must be a word: [a-z][a-z0-9-]*");
        var notice = new Notice(
            [.. to.Where(Names.IsId)],
            kind,
            members.Text("title", MaxTitle),
            members.OptionalText("body", MaxBody),
            members.OptionalText("link", MaxLink),
            Data(members),
            Entity(members),
            members.OptionalText("key", MaxKey),
            call.Actor);
        return (notice, [.. to.Select(user => new RecipientBody(user, Names.IsId(user) ? "accepted" : ProblemCodes.BadUser.Code))]);
    }

    private static ImmutableArray<string> Recipients(JsonMembers members)
    {
        var to = members.Array("to");
        if (to.GetArrayLength() > MaxRecipients) throw new ProblemException(ProblemCodes.TooManyRecipients, field: "to");
        if (to.GetArrayLength() == 0) throw JsonMembers.Bad("to", "must name somebody");
        var users = to.EnumerateArray().Select(user =>
            user.ValueKind == JsonValueKind.String ? user.GetString()! : throw JsonMembers.Bad("to", "must be an array of users"));
        return [.. users.Distinct()];
    }

    private static string? Data(JsonMembers members)
    {
        if (members.OptionalObject("data") is not { } data) return null;
        var text = JsonSerializer.Serialize(data, PlainJson.Options);
        return Encoding.UTF8.GetByteCount(text) <= MaxDataBytes ? text : throw JsonMembers.Bad("data", "may have at most 4 KiB");
    }

    private static EntityRef? Entity(JsonMembers members)
    {
        if (members.OptionalObject("entity") is not { } json) return null;
        var entity = new JsonMembers(json, "type", "id");
        var (type, id) = (entity.Name("type"), entity.Name("id"));
        if (!Names.IsWord(type)) throw new ProblemException(ProblemCodes.BadKey, field: "entity.type");
        if (!Names.IsId(id)) throw new ProblemException(ProblemCodes.BadKey, field: "entity.id");
        return new(type, id);
    }
}

/// <param name="Id">What <c>explain?notification=</c> takes; absent when nobody is to be told.</param>
internal sealed record NotifiedBody(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id,
    IReadOnlyList<RecipientBody> Recipients);

/// <summary>Whether this recipient will be told: <c>accepted</c>, or <c>bad_user</c>.</summary>
internal sealed record RecipientBody(string User, string Status);
