using System.Collections.Immutable;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Tests.Contracts.RollingUpgrades;

/// <summary>
/// A value of every type that crosses a grain call, no two of whose members can be taken for each other. A value stays as it is for ever, because
/// golden-bytes.txt has its bytes: who adds a member to a type leaves the value without it, and may add another value under a new name.
/// </summary>
internal static class GoldenValues
{
    private static readonly DateTimeOffset At = new(2026, 11, 28, 12, 30, 15, 250, TimeSpan.Zero);
    private static readonly Position Position = new("k3v9x2ab", 41);
    // One field, as every dictionary here: those of a dictionary have no order.
    private static readonly JsonFields Fields = JsonFields.Parse("""{"title":"Write the report"}""");
    private static readonly EntityKey Key = new("demo", "workitem", "it/em 7");
    private static readonly EntityRef Entity = new("workitem", "7");
    private static readonly EntitySnapshot Snapshot = new(Key, Position, Fields, 5, 6, At, At.AddMinutes(1), "ana");
    private static readonly EntityComment Comment = new(4, "Look, @bo", ["bo", "cy"], "ana", At.AddMinutes(2));
    private static readonly EntityChange Change = new(42, Fields, 5, At.AddMinutes(3), "bo");
    private static readonly InboxChange InboxChange = new("k3v9x2ab:42", "Changed", "The body", ["bo"], At.AddMinutes(4), "/items/7", """{"a":1}""");
    private static readonly PresenceEntry PresenceEntry = new("bo", "Bo Diaz", PresenceStatus.Away);
    private static readonly PresenceView PresenceView = new("p4", 8, 9, true, [PresenceEntry]);
    private static readonly Badge Badge = new(11, 12, 13, 14, "lin");
    private static readonly InboxMark Mark = new(MarkAs.Archived, [21, 22], 23, At.AddHours(1));
    private static readonly Decision Decision = new(true, DecisionRules.Mention, false, DecisionRules.QuietHours);
    private static readonly DecisionAbout About = new("commented", "mention", Entity);
    private static readonly IdempotencyKey RequestKey = new("key-1", "fingerprint-1", "cy");
    private static readonly Precondition Precondition = new(true, false, Position);
    private static readonly ChannelChoice Choice = new(true, false);
    private static readonly QuietHours Quiet = new("Europe/Madrid", new(22, 0), new(7, 30));

    private static readonly PastNotification Past = new("n-9", new(About, At, Decision, 147));
    private static readonly ConnectionReport Connection = new(At, "webSockets", At.AddHours(1), 130, [Entity], 131);

    private static readonly InboxItem Item = new(
        31, "n-31", "commented", "mention", "Ana commented", "The body", "/items/7", """{"a":1}""", Entity, ["ana", "bo"], 2, At, At.AddMinutes(5), true,
        false, true, At.AddDays(1), [29, 30], [InboxChange], true, "life-1", true);

    private static readonly UserPreferences Preferences = new(
        Choice, Of("commented", ChannelChoice.Off), Of("workitem", ChannelChoice.On), Of("workitem/7", EntityChoice.Follow), Quiet, true, 17);

    /// <summary>By name: the type's, and for another value of it the same with a number.</summary>
    public static readonly ImmutableSortedDictionary<string, object> All = new object[]
    {
        Position, Fields, Key, Entity, Snapshot, Comment, Change, InboxChange, PresenceEntry, PresenceView, Badge, Mark, Decision, About, RequestKey,
        Precondition, Choice, Quiet, Item, Preferences,
        new EntityCatchUp([Change], new(Snapshot, null)),
        new EntityReading(null, Position),
        new EntityOverview(new(null, Position), [Change], 74, At),
        new CommentPage([Comment], 3),
        new FollowerPage(["ana", "bo"], "bo"),
        new EntityChanged("k3v9x2ab", [Change]),
        new EntityCreated(Position),
        new EntityDeleted(Position),
        new EntityAccessForgotten("ana"),
        new EntityPresence(PresenceView),
        new PutFields(Fields),
        new PatchFields(Fields),
        new DeleteEntity(),
        new AddComment("Look, @bo", ["bo"]),
        new SetFollowers(["bo"], true),
        new EntityImport(true, At, At),
        new EntityCommand(new PatchFields(Fields), Precondition, RequestKey, "ana"),
        new EntityOutcome(EntityEffect.Changed, "position_conflict", Position, Snapshot, Comment, true, ["title"], "rank"),
        new CommitFailedException(new NotStorableException("The cause")),
        new CommitOverloadException(),
        new DeadlinePassedException(),
        new NotStandingException(),
        new NotStorableException("A surrogate alone"),
        new StoreUnavailableException("The store is away"),
        new InboxQuery(51, 52, 53, InboxFilter.Archived, "commented", Entity),
        new InboxPage([Item], 30, Badge),
        new MarkOutcome(Badge, true, "bad_request"),
        new Broadcast(["ana", "bo"], "released", "The title", "The body", "/items/7", """{"a":1}""", Entity, "key-2", "cy"),
        new BroadcastOutcome(true, "overloaded", ["ana"]),
        new Notification(
            "source-1", 61, "n-61", "changed", "follower", "The title", "The body", "/items/7", """{"a":1}""", Entity, ["ana"], At, "author", 3,
            [InboxChange], "life-2", true),
        new PastDecision(About, At, Decision, 71),
        new HistoryQuery(At, At, "commented", new(At, "n-1"), 72),
        new HistoryCursor(At, "n-1"),
        new HistoryEntry("n-1", new(About, At, Decision, 71), NotificationState.Archived, 73, "The title"),
        new HistoryPage([new("n-1", new(About, At, Decision, 71), NotificationState.Archived, 73, "The title")], new(At, "n-1")),
        Connection,
        new UserConnections(132, [Connection]),
        new ProcessConnections("silo-1", new(132, [Connection])),
        new ProcessLoad("silo-1", 133, 134),
        new UserDataCounts(141, 142, 143, 144, 145),
        new ErasureStep(146, true, new(141, 142, 143, 144, 145)),
        new UserDataCursor(UserDataKind.Following, "demo/workitem/7 follower:k3v9x2ab"),
        new UserDataPage(Preferences, [Item], [Past], [Entity], [new("board", "8")], new(UserDataKind.Named, "after")),
        Past,
        new PreferencesOutcome(Preferences, true, "bad_request"),
        new GatewayRoll(true, ["g-1", "g-2"]),
        new PresenceReport("g-1", 81, 82, true, [PresenceEntry]),
        new UserEvent(91, Badge, [Item], [Mark], At, true, [92, 93], true),
        new UserPresence(PresenceStatus.Online, At),
        new UserKey("demo", "a/na"),
        new LiveBatch(StreamId.Create("entity", "demo/workitem/7"), "e-1", 101, [new EntityDeleted(Position), "text"]),
        new LiveLease(true, "e-1", 111, "k3v9x2ab:41", TimeSpan.FromSeconds(45)),
        new LiveSequenceToken(121),
        new LiveSinkId("0123456789abcdef"),
    }.ToImmutableSortedDictionary(value => value.GetType().Name, value => value, StringComparer.Ordinal);

    private static ImmutableDictionary<string, T> Of<T>(string key, T value) => ImmutableDictionary<string, T>.Empty.Add(key, value);
}
