using System.Collections.Immutable;
using System.Text.Json.Serialization;
using OrleansRealtime.Contracts.Notifications;

namespace OrleansRealtime.Grains.Outbox;

/// <summary>What an entity owes its followers, those mentioned and those assigned, committed with the change that caused it. What names
/// somebody is told as it happened; of what names nobody, one entry may stand for several.</summary>
/// <param name="Number">Counts up per entity; with the epoch it names the notification, once and for all.</param>
/// <param name="Kind">One of <see cref="NotificationKinds"/>.</param>
/// <param name="Authors">Who did it; empty when a server did.</param>
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
    /// <summary>How many authors and fields are named; more say nothing more.</summary>
    private const int MaxNames = 10;

    /// <summary>Who was assigned, and not by themselves: is told even if they no longer follow.</summary>
    public ImmutableArray<string> Assigned { get; init; } = [];

    /// <summary>All assignees: a stronger reason than following.</summary>
    public ImmutableArray<string> Assignees { get; init; } = [];

    /// <summary>What changed from what to what, as JSON.</summary>
    public string? Data { get; init; }

    /// <summary>Whether followers are told, too, and not only those who are named.</summary>
    public bool ForFollowers { get; init; } = true;

    /// <summary>Who is told of it by another entry, because it names them.</summary>
    public ImmutableArray<string> ToldApart { get; init; } = [];

    /// <summary>Of a deletion: no item tells of it, and only what was told before says so.</summary>
    public bool Quiet { get; init; }

    /// <summary>What the entry stands for, when that is more than one; <c>null</c>: it stands for itself.</summary>
    public OwedChanges? Gathered { get; init; }

    /// <summary>Who is told whether following or not, each once.</summary>
    [JsonIgnore]
    public IEnumerable<string> Named => Mentions.Union(Assigned);

    [JsonIgnore]
    public bool NamesSomebody => !Mentions.IsEmpty || !Assigned.IsEmpty;

    /// <summary>Whether it waits by itself: no other entry takes it in.</summary>
    [JsonIgnore]
    public bool IsAlone => NamesSomebody || Kind == NotificationKinds.Deleted;

    /// <summary>Who could not be told, when all others were; <c>null</c>: nobody knows who was told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableArray<string>? Remaining { get; init; }

    /// <summary>When the first of what it gathered happened; <c>null</c>: it stands for itself.</summary>
    public DateTimeOffset? First { get; init; }

    /// <summary>Since when it is owed.</summary>
    [JsonIgnore]
    public DateTimeOffset Since => First ?? At;

    /// <summary>The part of it for those whom it names.</summary>
    public OutboxEntry PartForNamed() => this with { ForFollowers = false };

    /// <summary>The part of it for the other followers, which names nobody.</summary>
    public OutboxEntry PartForFollowers(long number) => this with { Number = number, Mentions = [], Assigned = [], ToldApart = [.. Named] };

    /// <summary>Whether it may take in a later change of its kind and life: neither names anybody.</summary>
    public bool MayGather(OutboxEntry later) =>
        Kind == later.Kind
        && Epoch == later.Epoch
        && !NamesSomebody
        && !later.NamesSomebody
        && AsGathered().HasRoomFor(later.AsGathered());

    /// <summary>Takes a later entry, which may have gathered others, into one that nobody has been told of yet.</summary>
    public OutboxEntry Gather(OutboxEntry later) => this with
    {
        Authors = [.. later.Authors.Union(Authors).Take(MaxNames)],
        Anonymous = Anonymous || later.Anonymous,
        Title = later.Title,
        Fields = later.Fields,
        Text = later.Text,
        Data = later.Data,
        At = later.At,
        First = Since,
        Assignees = later.Assignees,
        ToldApart = [],
        Gathered = AsGathered().Add(later.AsGathered()),
    };

    /// <summary>What a follower, or one of <see cref="Named"/>, is told, and the strongest reason to; <c>null</c> = it was all their own
    /// doing, or is told by another entry.</summary>
    public Told? For(string user) =>
        Mentions.Contains(user) ? Tell(user, NotificationKinds.Mentioned, NotificationReasons.Mentioned)
        : Assigned.Contains(user) ? Tell(user, NotificationKinds.Assigned, NotificationReasons.Assigned)
        : CountFor(user) == 0 ? null
        : Tell(user, Kind, Assignees.Contains(user) ? NotificationReasons.Assigned : NotificationReasons.Following);

    public bool IsNamed(string user) => Mentions.Contains(user) || Assigned.Contains(user);

    private long CountFor(string user) => Gathered?.CountFor(user) ?? (IsOnlyBy(user) || ToldApart.Contains(user) ? 0 : 1);

    private bool IsOnlyBy(string user) => !Anonymous && Authors is [var author] && author == user;

    private Told Tell(string user, string kind, string reason)
    {
        ImmutableArray<OwedChange> changes = Gathered is null ? [AsOwedChange()] : [.. Gathered.Latest.Where(change => change.IsFor(user))];
        ImmutableArray<string> authors =
        [
            .. changes.Select(change => change.Author).OfType<string>().Concat(Authors).Distinct().Where(author => author != user).Take(MaxNames),
        ];
        return new(kind, reason, Math.Max(1, CountFor(user)), changes, authors);
    }

    private OwedChanges AsGathered() => Gathered ?? OwedChanges.Of(AsOwedChange());

    private OwedChange AsOwedChange() => new(
        Number, Authors.IsEmpty ? null : Authors[0], Title, [.. Fields.Take(MaxNames)], Text, At, ToldApart) { Data = Data };
}

/// <summary>What one user is told by an entry.</summary>
/// <param name="Count">How many changes it stands for.</param>
/// <param name="Changes">The latest of them first, as far as they are known one by one.</param>
/// <param name="Authors">Who did them, the latest first; never the user.</param>
internal sealed record Told(string Kind, string Reason, long Count, ImmutableArray<OwedChange> Changes, ImmutableArray<string> Authors);
