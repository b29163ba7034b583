using System.Text.Json.Serialization;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Preferences;

namespace OrleansRealtime.Server.Api.Admin;

/// <summary>One user for those who look after them.</summary>
/// <param name="TokensRefusedBefore">Tokens issued before this are refused; absent when none are.</param>
internal sealed record AdminUserBody(
    string User,
    Badge Badge,
    PreferencesBody Preferences,
    UserPresenceBody Presence,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? TokensRefusedBefore);

/// <summary>What came for a user, the newest first; <c>next</c> is the cursor of the next page, null at the end.</summary>
internal sealed record HistoryBody(IReadOnlyList<PastNotificationBody> Notifications, string? Next)
{
    public static HistoryBody Of(string user, HistoryPage page) =>
        new([.. page.Entries.Select(entry => PastNotificationBody.Of(user, entry))], page.Next?.ToString());
}

/// <summary>A notification that came, and what became of it.</summary>
/// <param name="Rule">Which rule withheld it; absent when none did.</param>
/// <param name="Seq">The item that it is, or is part of, now; absent when there is none.</param>
/// <param name="Title">That item's.</param>
/// <param name="Explanation">One sentence for people.</param>
internal sealed record PastNotificationBody(
    string Id,
    string Kind,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EntityRef? Entity,
    string Reason,
    DateTimeOffset At,
    NotificationState State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Rule,
    Decision Decision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Seq,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Title,
    [property: JsonPropertyName("because")] string Explanation)
{
    public static PastNotificationBody Of(string user, HistoryEntry entry) => new(
        entry.Id,
        entry.Past.About.Kind,
        entry.Past.About.Entity,
        entry.Past.About.Reason,
        entry.Past.At,
        entry.State,
        entry.State == NotificationState.Withheld ? entry.Past.Decision.InboxRule : null,
        entry.Past.Decision,
        entry.Seq,
        entry.Title,
        Preferences.Explanation.Of(user, entry.Past.About, entry.Past.Decision, isPast: true));
}

/// <summary>One entity for those who look after it.</summary>
/// <param name="State">Absent when it is deleted.</param>
/// <param name="DeletedAt">Its last position; absent while it is there, and when nobody remembers.</param>
/// <param name="Changes">The last ones that are in memory, the newest first, at most 50.</param>
/// <param name="Viewers">How many users view it, and those who came first.</param>
/// <param name="Owed">What has not reached everybody whom it is for.</param>
internal sealed record AdminEntityBody(
    string Type,
    string Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] StateBody? State,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? DeletedAt,
    IReadOnlyList<ChangeBody> Changes,
    ViewersBody Viewers,
    OwedBody Owed)
{
    public static AdminEntityBody Of(string type, string id, EntityOverview overview, PresenceView viewers)
    {
        var (snapshot, deletedAt) = overview.Reading;
        return new(
            type,
            id,
            snapshot is null ? null : StateBody.Of(snapshot),
            deletedAt?.ToString(),
            [.. overview.Changes.Select(change => ChangeBody.Of(snapshot!.Position.Epoch, change))],
            new(viewers.Total, ViewerBody.All(viewers.Shown)),
            new(overview.Owed, overview.OwedSince));
    }
}

/// <param name="Users">Those who came first; none in a crowd.</param>
internal sealed record ViewersBody(int Total, IReadOnlyList<ViewerBody> Users);

/// <param name="Count">How many notifications.</param>
/// <param name="Since">When what the first of them tells of happened; absent when none is owed.</param>
internal sealed record OwedBody(long Count, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? Since);
