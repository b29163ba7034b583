using System.Text.Json.Serialization;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Preferences;

namespace OrleansRealtime.Server.Api.Admin;

/// <summary>What was erased of a user, counted.</summary>
internal sealed record ErasedBody(string User, UserDataCountsBody Erased);

/// <param name="Items">Items of the inbox, with their marks.</param>
/// <param name="Notifications">What was decided of those that came.</param>
/// <param name="Preferences">0 or 1: mutes and quiet hours are among them.</param>
/// <param name="Following">Lives of entities that the user followed.</param>
/// <param name="Named">Lives of entities that named the user.</param>
/// <param name="Presence">0 or 1: when the user was last there.</param>
internal sealed record UserDataCountsBody(long Items, long Notifications, long Preferences, long Following, long Named, long Presence)
{
    public static UserDataCountsBody Of(UserDataCounts counts, bool wasSeen) =>
        new(counts.Items, counts.Notifications, counts.Preferences, counts.Following, counts.Named, wasSeen ? 1 : 0);
}

/// <summary>What a line of an export is.</summary>
internal enum UserDataLineKind
{
    Preferences,
    Item,
    Notification,
    Following,
    Named,
    Presence,

    /// <summary>The last one.</summary>
    End,
}

/// <summary>A line of an export: its kind, and the member that belongs to it.</summary>
/// <param name="Item">As <c>me/inbox</c> has it, also one that the user may not see now.</param>
/// <param name="Entity">That the user follows, or that named the user.</param>
/// <param name="LastSeen">When the user was last there.</param>
/// <param name="Counts">How many lines of each kind there were.</param>
internal sealed record UserDataLine(
    UserDataLineKind Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PreferencesBody? Preferences = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] InboxItemBody? Item = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DecidedBody? Notification = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EntityRef? Entity = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? LastSeen = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] UserDataCountsBody? Counts = null)
{
    /// <summary>The lines of a page.</summary>
    public static IEnumerable<UserDataLine> Of(UserDataPage page)
    {
        if (page.Preferences is { } preferences) yield return new(UserDataLineKind.Preferences, Preferences: PreferencesBody.Of(preferences));
        foreach (var item in page.Items) yield return new(UserDataLineKind.Item, Item: InboxItemBody.Of(item));
        foreach (var one in page.Notifications) yield return new(UserDataLineKind.Notification, Notification: DecidedBody.Of(one));
        foreach (var entity in page.Following) yield return new(UserDataLineKind.Following, Entity: entity);
        foreach (var entity in page.Named) yield return new(UserDataLineKind.Named, Entity: entity);
    }
}

/// <summary>A notification that came, and what was decided of it.</summary>
/// <param name="Seq">The item that it became then; absent when none.</param>
internal sealed record DecidedBody(
    string Id,
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EntityRef? Entity,
    string Reason,
    DateTimeOffset At,
    Decision Decision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Seq)
{
    public static DecidedBody Of(PastNotification one) =>
        new(one.Id, one.Past.About.Kind, one.Past.About.Entity, one.Past.About.Reason, one.Past.At, one.Past.Decision, one.Past.Seq);
}
