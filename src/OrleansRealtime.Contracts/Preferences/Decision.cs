using System.Text.Json.Serialization;
using OrleansRealtime.Contracts.Notifications;

namespace OrleansRealtime.Contracts.Preferences;

/// <summary>Whether a notification reaches its user, by channel, and the rule that decided each.</summary>
/// <param name="Inbox">The item and the badge.</param>
/// <param name="InboxRule">One of <see cref="DecisionRules"/>.</param>
/// <param name="Live">The <c>notification</c> frame; never without <paramref name="Inbox"/>.</param>
/// <param name="LiveRule">One of <see cref="DecisionRules"/>.</param>
[GenerateSerializer, Immutable, Alias("decision")]
public sealed record Decision(bool Inbox, string InboxRule, bool Live, string LiveRule);

/// <summary>What is to be decided: a notification, or one that might come.</summary>
/// <param name="Reason">One of <see cref="NotificationReasons"/>.</param>
[GenerateSerializer, Immutable, Alias("decision-about")]
public sealed record DecisionAbout(string Kind, string Reason, EntityRef? Entity);

/// <summary>What was decided about a notification that came.</summary>
/// <param name="Seq">The item that it became, or became part of; <c>null</c> = none.</param>
/// <param name="TakenBack">Somebody took the notification out of the inbox later.</param>
[GenerateSerializer, Immutable, Alias("past-decision")]
public sealed record PastDecision(
    DecisionAbout About,
    DateTimeOffset At,
    Decision Decision,
    long? Seq,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool TakenBack = false);

/// <summary>The names of the rules, in the order in which they are asked; the first that says something of a channel decides it.</summary>
public static class DecisionRules
{
    /// <summary>The user may not see the entity; nothing else is asked.</summary>
    public const string NoAccess = "no_access";

    /// <summary>It was the user's own doing; nothing else is asked.</summary>
    public const string Author = "author";

    /// <summary>Followers are told of it, and the user does not follow; nothing else is asked.</summary>
    public const string NotFollowing = "not_following";

    /// <summary>An importer did it, quietly; nothing else is asked.</summary>
    public const string Quiet = "quiet";

    /// <summary>An administrator marked the kind as not to be silenced.</summary>
    public const string Protected = "protected";

    /// <summary>Mentions break through.</summary>
    public const string Mention = "mention";

    public const string EntityMute = "entity_mute";
    public const string EntityFollow = "entity_follow";

    /// <summary>The user's word for the kind.</summary>
    public const string Kind = "kind";

    /// <summary>The user's word for the entity's type.</summary>
    public const string Type = "type";

    /// <summary>The user's word for everything else.</summary>
    public const string Channels = "channels";

    public const string WorkspaceKind = "workspace_kind";
    public const string WorkspaceType = "workspace_type";
    public const string WorkspaceChannels = "workspace_channels";

    /// <summary>Nobody said anything: on.</summary>
    public const string Default = "default";

    /// <summary>Live only: nothing is shown of what is not in the inbox.</summary>
    public const string InboxOff = "inbox_off";

    /// <summary>Live only: the user's quiet hours.</summary>
    public const string QuietHours = "quiet_hours";
}
