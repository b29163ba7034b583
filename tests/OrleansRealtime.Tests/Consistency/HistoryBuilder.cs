using System.Collections.Immutable;
using System.Text.Json;
using OrleansRealtime.Consistency.Checks;
using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Tests.Consistency;

/// <summary>A history told by hand, in the order of its calls.</summary>
internal sealed class HistoryBuilder
{
    private readonly List<Event> _events = [];
    private readonly Dictionary<int, int> _frames = [];
    private int _readings;

    public IReadOnlyList<Event> Events => _events;

    public IReadOnlyList<string> Violations => Checker.Violations(_events);

    /// <summary>A state of life <c>e</c>: the patches in it, and how many comments.</summary>
    public static Seen State(long version, int[] patches, long comments = 0, string epoch = "e", int created = 1)
    {
        var fields = patches.Select(patch => KeyValuePair.Create($"o{patch}", $"{patch}")).Append(new("created", $"{created}"));
        if (patches.Length > 0) fields = fields.Append(new("last", $"{patches[^1]}"));
        return new(new(epoch, version), ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, fields), comments);
    }

    public HistoryBuilder Add(Event entry)
    {
        _events.Add(entry);
        return this;
    }

    public HistoryBuilder Asked(Operation operation, int attempt = 1) => Add(new Sent(operation, attempt));

    public HistoryBuilder Answered(Operation operation, int status, string? at = null, bool replayed = false, Seen? state = null, int attempt = 1) =>
        Add(new Answered(operation, attempt, status, At: at is null ? null : Position.Parse(at), Replayed: replayed, State: state));

    /// <summary>Asked and answered.</summary>
    public HistoryBuilder Did(Operation operation, string at, Seen? state = null) =>
        Asked(operation).Answered(operation, operation.Doing == Doing.Create ? 201 : 200, at, state: state);

    public HistoryBuilder Unanswered(Operation operation) => Asked(operation).Add(new Unanswered(operation, 1, "the test"));

    /// <summary>Life <c>e</c> of the entity <c>a</c> begins.</summary>
    public HistoryBuilder Created() => Did(new(1, Doing.Create, "a"), "e:1", State(1, []));

    public HistoryBuilder Read(Seen? state) => Add(new AskedToRead("a", ++_readings)).Add(new Read("a", _readings, state));

    public HistoryBuilder Watches(Seen? model = null, int connection = 1) => Add(new Connected(connection, "bo"))
        .Add(new Watching(connection, "a", model?.At, model)).Add(new WatchAnswered(connection, "a", IsOk: true));

    public HistoryBuilder Frame(string name, object body, int connection = 1)
    {
        var index = _frames[connection] = _frames.GetValueOrDefault(connection, -1) + 1;
        return Add(new Framed(connection, index, name, JsonSerializer.SerializeToElement(body, JsonSerializerOptions.Web)));
    }

    public HistoryBuilder StateFrame(Seen state, bool reset = false) => Frame("state", new { type = "item", id = "a", position = $"{state.At}", fields = Fields(state), comments = state.Comments, reset });

    public HistoryBuilder ChangedFrame(string from, string to, int patch) =>
        Frame("changed", new { type = "item", id = "a", from, to, fields = new Dictionary<string, int> { [$"o{patch}"] = patch, ["last"] = patch } });

    public HistoryBuilder DeletedFrame(string position) => Frame("deleted", new { type = "item", id = "a", position });

    public HistoryBuilder IntervalOver(Seen? committed) => Add(new IntervalOver([1], new Dictionary<string, Seen?> { ["a"] = committed }));

    /// <summary>A connection of the user's opens, unless it is there, and looks at the entity.</summary>
    public HistoryBuilder Looks(string user, int connection, bool isAway = false)
    {
        if (!_events.OfType<Connected>().Any(connected => connected.Connection == connection)) Add(new Connected(connection, user));
        return Add(new PresenceSet(connection, isAway, "a"));
    }

    public HistoryBuilder Viewers(params (string User, string Status)[] users) => Frame("presence", new { type = "item", id = "a", total = users.Length, users = Viewing(users) });

    public HistoryBuilder ViewersChanged(int total, (string User, string Status)[] joined, params string[] left) =>
        Frame("presenceChanged", new { type = "item", id = "a", total, joined = Viewing(joined), left });

    public HistoryBuilder RollCall(int[] connections, params (string User, string Status)[] statuses) =>
        Add(new RollCall(connections, statuses.ToDictionary(status => status.User, status => status.Status)));

    /// <summary>Sent and answered.</summary>
    public HistoryBuilder Prefers(ExpectedEffect expected) => Add(new PreferencesSent(expected)).Add(new PreferencesAnswered(expected));

    public HistoryBuilder Inbox(string user, object badge, params object[] items) => Add(new InboxRead(
        user,
        JsonSerializer.SerializeToElement(badge),
        [.. items.Select(item => JsonSerializer.SerializeToElement(item))],
        [.. _events.OfType<Connected>().Where(connected => connected.User == user).Select(connected => connected.Connection)]));

    public static object Badge(long version, int unread, int unseen, long lastSeq) => new { version, unread, unseen, lastSeq };

    public static object Item(long seq, string id, string body, string kind = "commented", bool read = false) =>
        new { seq, id, kind, body, count = 1, entity = Entity, seen = read, read, archived = false };

    /// <summary>An item of comments that several were grouped into.</summary>
    public static object Grouped(long seq, int count, params object[] changes) =>
        new { seq, id = $"group-{seq}", kind = "commented", body = "the last", count, entity = Entity, changes, seen = false, read = false, archived = false };

    public static object Change(string id, string body) => new { id, body };

    public static object Asleep(long seq, string id, string body) =>
        new { seq, id, kind = "commented", body, count = 1, entity = Entity, seen = false, read = false, archived = false, snoozedUntil = "2026-01-01T00:00:00Z" };

    private static readonly object Entity = new { type = "item", id = "a" };

    private static IEnumerable<object> Viewing((string User, string Status)[] users) => users.Select(viewer => new { viewer.User, viewer.Status });

    private static Dictionary<string, JsonElement> Fields(Seen state) =>
        state.Fields.ToDictionary(field => field.Key, field => JsonSerializer.Deserialize<JsonElement>(field.Value));
}
