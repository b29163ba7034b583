using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Preferences;

/// <summary><c>/users/{user}/explain</c>: would the user be told, or was told, and by which rule.</summary>
internal static class ExplainApi
{
    public static void MapExplain(this RouteGroupBuilder workspace) => workspace.MapGet("/users/{user}/explain", ExplainAsync)
        .ForAll(Scopes.Notify).WithTags("Preferences").Describe(PreferencesDocs.Explain);

    private static async Task<IResult> ExplainAsync(HttpContext http, string user, IGrainFactory grains, IEntityAccess access, MissingLimit missing)
    {
        var call = ApiCall.Of(http);
        ApiCall.User(user);
        if (call.Caller.Kind == CallerKind.User && call.Caller.User != user)
            throw new ProblemException(ProblemCodes.AccessDenied, "A user asks for nobody else.", "user");
        var grain = grains.GetGrain<IUserGrain>(new UserKey(call.Workspace, user).ToString());
        var question = ExplainQuestion.Read(http.Request);
        return question.Notification is { } notification
            ? Results.Json(await PastAsync(grain, user, notification), WireJson.Options)
            : Results.Json(await NowAsync(call, grain, user, question, grains, access, missing, http.RequestAborted), WireJson.Options);
    }

    private static async Task<PastExplanationBody> PastAsync(IUserGrain grain, string user, string notification)
    {
        var past = await grain.Decided(notification)
            ?? throw new ProblemException(ProblemCodes.NotFound, $"No notification of this id came for {user}, or too long ago.", "notification");
        return new(
            user,
            notification,
            past.About.Kind,
            past.About.Entity,
            past.About.Reason,
            past.At,
            past.Decision,
            past.Seq,
            Explanation.Of(user, past.About, past.Decision, isPast: true));
    }

    private static async Task<ExplanationBody> NowAsync(
        ApiCall call,
        IUserGrain grain,
        string user,
        ExplainQuestion question,
        IGrainFactory grains,
        IEntityAccess access,
        MissingLimit missing,
        CancellationToken cancelled)
    {
        var (kind, entity) = (question.Kind!, question.Entity);
        if (entity is not null && await access.AskAsync(new(call.Workspace, entity.Type, entity.Id), user, cancelled) == EntityAccess.None)
            return new(user, kind, entity, Told: false, DecisionRules.NoAccess, question.Reason, null, Explanation.NoAccess(user, entity));
        var reason = question.Reason ?? (entity is null
            ? NotificationReasons.Recipient
            : await ReasonAsync(call, entity, user, grains, missing));
        if (reason is null) return new(user, kind, entity, Told: false, DecisionRules.NotFollowing, null, null, Explanation.NotFollowing(user, entity!));
        var about = new DecisionAbout(kind, reason, entity);
        var decision = await grain.Decide(about);
        return new(
            user,
            kind,
            entity,
            decision.Inbox,
            decision.Inbox ? ExplanationBody.IsTold : decision.InboxRule,
            reason,
            decision,
            Explanation.Of(user, about, decision, isPast: false));
    }

    private static async Task<string?> ReasonAsync(ApiCall call, EntityRef entity, string user, IGrainFactory grains, MissingLimit missing)
    {
        missing.Require(call);
        var grain = grains.GetGrain<IEntityGrain>(new EntityKey(call.Workspace, entity.Type, entity.Id).ToString());
        var reason = await grain.ReasonFor(user);
        // No reason may also mean that the entity is there and the user does not follow it.
        if (reason is null && (await grain.Read()).Snapshot is null) missing.Count(call);
        return reason;
    }
}
