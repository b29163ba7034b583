using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansRealtime.Contracts.Notifications;

namespace OrleansRealtime.Grains.Outbox;

/// <summary>What an entity owes its followers, those mentioned and those assigned, committed with the change that caused it.</summary>
/// <param name="Number">Counts up per entity; with the epoch it names the notification, once and for all.</param>
/// <param name="Kind"><see cref="NoticeKinds.Changed"/> or <see cref="NoticeKinds.Commented"/>.</param>
/// <param name="Authors">Who did it, the latest first; empty when servers did.</param>
/// <param name="Anonymous">Whether a server took part, for nobody: then no author is told only of their own work.</param>
/// <param name="Title">The entity's title at that time.</param>
/// <param name="Fields">The fields that changed.</param>
/// <param name="Text">The comment.</param>
/// <param name="Mentions">Who is told even without following, each once; nobody for mentioning themselves.</param>
internal sealed record OutboxEntry(
    long Number,
    string Epoch,
    string Kind,
    ImmutableArray<string> Authors,
    bool Anonymous,
    string Title,
    ImmutableArray<string> Fields,
    string? Text,
    ImmutableArray<string> Mentions,
    DateTimeOffset At)
{
    /// <summary>How many authors and fields one entry names; more say nothing more.</summary>
    private const int MaxNames = 10;

    /// <summary>How many mentions one entry carries; those after it begin another.</summary>
    private const int MaxMentions = 1_000;

    /// <summary>Who was assigned, and not by themselves: is told even if they no longer follow.</summary>
    public ImmutableArray<string> Assigned { get; init; } = [];

    /// <summary>All assignees: a stronger reason than following.</summary>
    public ImmutableArray<string> Assignees { get; init; } = [];

    /// <summary>Who is told whether following or not, each once.</summary>
    [JsonIgnore]
    public IEnumerable<string> Named => Mentions.Union(Assigned);

    public bool HasRoomFor(OutboxEntry later) => later.Mentions.IsEmpty || Mentions.Union(later.Mentions).Count() <= MaxMentions;

    /// <summary>Takes a later happening of the same kind into an entry that nobody has been told of yet.</summary>
    public OutboxEntry Gather(OutboxEntry later) => this with
    {
        Authors = [.. later.Authors.Union(Authors).Take(MaxNames)],
        Anonymous = Anonymous || later.Anonymous,
        Title = later.Title,
        Fields = [.. Fields.Union(later.Fields).Take(MaxNames)],
        Text = later.Text,
        Mentions = [.. Mentions.Union(later.Mentions)],
        At = later.At,
        // Whoever is an assignee no longer is not told to have become one.
        Assigned = [.. Assigned.Union(later.Assigned).Intersect(later.Assignees)],
        Assignees = later.Assignees,
    };

    /// <summary>What a follower, or one of <see cref="Named"/>, is told, and the strongest reason to; <c>null</c> = it was all their own
    /// doing.</summary>
    public (string Kind, string Reason)? For(string user) =>
        Mentions.Contains(user) ? (NoticeKinds.Mentioned, NotificationReasons.Mentioned)
        : Assigned.Contains(user) ? (NoticeKinds.Assigned, NotificationReasons.Assigned)
        : IsOnlyBy(user) ? null
        : (Kind, Assignees.Contains(user) ? NotificationReasons.Assigned : NotificationReasons.Following);

    public bool IsNamed(string user) => Mentions.Contains(user) || Assigned.Contains(user);

    /// <summary>Whether this user did all of it, and so need not be told.</summary>
    public bool IsOnlyBy(string user) => !Anonymous && Authors is [var author] && author == user;
}

/// <summary>The kinds of notification that the platform itself makes.</summary>
internal static class NoticeKinds
{
    public const string Changed = "changed";
    public const string Commented = "commented";
    public const string Mentioned = "mentioned";
    public const string Assigned = "assigned";
}
