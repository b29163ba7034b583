using OrleansRealtime.Server.Problems;
using OrleansRealtime.Users;

namespace OrleansRealtime.Server.Api.Preferences;

/// <summary>What is to be explained: a notification that came, or a kind that might.</summary>
/// <param name="Reason">One of <see cref="NoticeReasons"/>; <c>null</c> = the entity is asked.</param>
internal sealed record ExplainQuestion(string? Notification, string? Kind, EntityRef? Entity, string? Reason)
{
    /// <exception cref="ProblemException">bad_query or bad_key</exception>
    public static ExplainQuestion Read(HttpRequest request)
    {
        var (kind, notification) = (Query.Single(request, "kind"), Query.Single(request, "notification"));
        if (kind is null == notification is null) throw Query.Bad("kind", "or 'notification' must be there, one of them");
        var (type, id, reason) = (Query.Single(request, "type"), Query.Single(request, "id"), Query.Single(request, "reason"));
        if (notification is not null)
        {
            if (type is not null || id is not null || reason is not null) throw Query.Bad("notification", "says it all: nothing may be beside it");
            return Names.IsId(notification) ? new(notification, null, null, null) : throw Query.Bad("notification", "must be the id of a notification");
        }

        if (!Names.IsWord(kind)) throw Query.Bad("kind", "must be a word: [a-z][a-z0-9-]*");
        if (reason is not null && !NoticeReasons.IsReason(reason)) throw Query.Bad("reason", "must be mentioned, assigned, recipient or following");
        if (type is null != id is null) throw Query.Bad(type is null ? "type" : "id", "is missing");
        // These two come for no other reason.
        reason ??= kind is NoticeReasons.Mentioned or NoticeReasons.Assigned ? kind : null;
        if (type is null) return new(null, kind, null, reason);
        if (!Names.IsWord(type)) throw new ProblemException(ErrorCodes.BadKey, field: "type");
        return Names.IsId(id) ? new(null, kind, new(type, id!), reason) : throw new ProblemException(ErrorCodes.BadKey, field: "id");
    }
}
