using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;

namespace OrleansRealtime.Grains.Preferences;

/// <summary>
/// Whether a notification reaches its user. Pure. The rules are asked in their order, each channel by itself, and the first that says
/// something decides; then live goes where the inbox is off, and within quiet hours unless the rule that turned it on breaks through them.
/// </summary>
internal static class PreferenceRules
{
    public static Decision Decide(DecisionAbout about, UserPreferences user, WorkspacePreferences workspace, DateTimeOffset now)
    {
        var rules = Rules(about, user, workspace).ToList();
        var inbox = rules.First(rule => rule.Says.Inbox is not null);
        var live = rules.First(rule => rule.Says.Live is not null);
        var (isIn, isLive) = (inbox.Says.Inbox!.Value, live.Says.Live!.Value);
        var silencedBy = !isLive ? null
            : !isIn ? DecisionRules.InboxOff
            : !live.BreaksThrough && user.QuietHours?.Cover(now) == true ? DecisionRules.QuietHours
            : null;
        return new(isIn, inbox.Name, isLive && silencedBy is null, silencedBy ?? live.Name);
    }

    /// <summary>Nothing reaches the user, for a reason that no preference can change.</summary>
    public static Decision Withheld(string rule) => new(false, rule, false, rule);

    private static IEnumerable<Rule> Rules(DecisionAbout about, UserPreferences user, WorkspacePreferences workspace)
    {
        var type = about.Entity?.Type ?? "";
        if (workspace.Protected.Contains(about.Kind)) yield return new(DecisionRules.Protected, ChannelChoice.On, BreaksThrough: true);
        if (about.Reason == NotificationReasons.Mentioned && user.MentionsBreakThrough)
            yield return new(DecisionRules.Mention, ChannelChoice.On, BreaksThrough: true);
        if (about.Entity is { } entity && user.Entities.TryGetValue($"{entity.Type}/{entity.Id}", out var choice))
        {
            yield return choice == EntityChoice.Mute
                ? new(DecisionRules.EntityMute, ChannelChoice.Off)
                : new(DecisionRules.EntityFollow, ChannelChoice.On);
        }

        yield return new(DecisionRules.Kind, user.Kinds.GetValueOrDefault(about.Kind, ChannelChoice.None));
        yield return new(DecisionRules.Type, user.Types.GetValueOrDefault(type, ChannelChoice.None));
        yield return new(DecisionRules.Channels, user.Channels);
        yield return new(DecisionRules.WorkspaceKind, workspace.Kinds.GetValueOrDefault(about.Kind, ChannelChoice.None));
        yield return new(DecisionRules.WorkspaceType, workspace.Types.GetValueOrDefault(type, ChannelChoice.None));
        yield return new(DecisionRules.WorkspaceChannels, workspace.Channels);
        yield return new(DecisionRules.Default, ChannelChoice.On);
    }

    private readonly record struct Rule(string Name, ChannelChoice Says, bool BreaksThrough = false);
}
