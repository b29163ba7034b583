using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;

namespace OrleansRealtime.Server.Api.Preferences;

/// <summary>A decision in one sentence for people. Pure.</summary>
internal static class Explanation
{
    public static string NoAccess(string user, EntityRef entity) => $"{user} is not told, because {user} may not see {Name(entity)}.";

    public static string NotFollowing(string user, EntityRef entity) =>
        $"{user} is not told, because {user} neither follows {Name(entity)} nor is named.";

    public static string Of(string user, DecisionAbout about, Decision decision, bool isPast)
    {
        var (told, live) = isPast ? ("was told", "was") : ("is told", "is");
        if (!decision.Inbox) return $"{user} {(isPast ? "was" : "is")} not told, because {Rule(decision.InboxRule, user, about)}.";
        var why = $"{Reason(about)}, and {Rule(decision.InboxRule, user, about)}";
        return decision.Live
            ? $"{user} {told}, {why}."
            : $"{user} {told}, {why}; it {live} not shown live, because {Rule(decision.LiveRule, user, about)}.";
    }

    private static string Reason(DecisionAbout about) => about.Reason switch
    {
        NotificationReasons.Mentioned => "being mentioned",
        NotificationReasons.Assigned => "being assigned",
        NotificationReasons.Recipient => "being named as a recipient",
        NotificationReasons.Following => $"following {Name(about.Entity)}",
        // A decision is kept for 30 days: a later version may have made it, before this one was put back in its place.
        _ => $"for the reason '{about.Reason}'",
    };

    private static string Rule(string rule, string user, DecisionAbout about) => rule switch
    {
        DecisionRules.NoAccess => $"{user} may not see {Name(about.Entity)}",
        DecisionRules.Author => $"it was {user}'s own doing",
        DecisionRules.NotFollowing => $"{user} does not follow {Name(about.Entity)}",
        DecisionRules.Quiet => "an importer did it quietly",
        DecisionRules.Protected => $"an administrator has seen to it that '{about.Kind}' cannot be silenced",
        DecisionRules.Mention => $"{user} lets mentions break through",
        DecisionRules.EntityMute => $"{user} muted {Name(about.Entity)}",
        DecisionRules.EntityFollow => $"{user} wants everything of {Name(about.Entity)}",
        DecisionRules.Kind => $"{user}'s preferences say so of '{about.Kind}'",
        DecisionRules.Type => $"{user}'s preferences say so of every {about.Entity?.Type}",
        DecisionRules.Channels => $"{user}'s preferences say so of everything that they do not name",
        DecisionRules.WorkspaceKind => $"the workspace says so of '{about.Kind}', and {user} says nothing",
        DecisionRules.WorkspaceType => $"the workspace says so of every {about.Entity?.Type}, and {user} says nothing",
        DecisionRules.WorkspaceChannels => $"the workspace says so of everything that it does not name, and {user} says nothing",
        DecisionRules.Default => "nobody said otherwise",
        DecisionRules.QuietHours => $"{user} set quiet hours for that time",
        DecisionRules.InboxOff => "it is not in the inbox",
        _ => $"the rule '{rule}' says so",
    };

    private static string Name(EntityRef? entity) => entity is null ? "it" : $"{entity.Type}/{entity.Id}";
}
