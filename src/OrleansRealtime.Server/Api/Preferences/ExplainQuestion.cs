using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Preferences;

/// <summary>What is to be explained: a notification that came, or a kind that might.</summary>
/// <param name="Reason">One of <see cref="NotificationReasons"/>; <c>null</c> = the entity is asked.</param>
internal sealed record ExplainQuestion(string? Notification, string? Kind, EntityRef? Entity, string? Reason)
{
    /// <exception cref="ProblemException">bad_query</exception>
    public static ExplainQuestion Read(HttpRequest request)
    {
        var (kind, notification) = (Query.Word(request, "kind"), Query.Single(request, "notification"));
        if (kind is null == notification is null) throw Query.Bad("kind", "or 'notification' must be there, one of them");
        var (entity, reason) = (Query.Entity(request), Query.OneOf(request, "reason", NotificationReasons.StrongestFirst));
        if (notification is not null)
        {
            if (entity is not null || reason is not null) throw Query.Bad("notification", "says it all: nothing may be beside it");
            return Names.IsId(notification) ? new(notification, null, null, null) : throw Query.Bad("notification", "must be the id of a notification");
        }

        // These two come for no other reason.
        reason ??= kind is NotificationReasons.Mentioned or NotificationReasons.Assigned ? kind : null;
        return new(null, kind, entity, reason);
    }
}
