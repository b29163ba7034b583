using System.Text.Json;
using OrleansRealtime.Consistency.Histories;

namespace OrleansRealtime.Consistency.Checks;

/// <summary>
/// Each connection's frames of an entity's viewers make one list that counts as many as they say; and when the roll is called, it names each
/// user who views the entity, once, as all of the user's connections together have it, and nobody else.
/// </summary>
internal sealed class PresenceRules(Findings findings)
{
    private readonly Dictionary<(int Connection, string Entity), View> _views = [];
    private readonly Dictionary<int, PresenceSet> _states = [];
    private readonly Dictionary<int, string> _users = [];

    public void Check(IReadOnlyList<Event> history)
    {
        foreach (var entry in history)
        {
            switch (entry)
            {
                case Connected connected:
                    _users[connected.Connection] = connected.User;
                    // Until it says something else.
                    _states[connected.Connection] = new(connected.Connection, IsAway: false, Focus: null);
                    break;
                case PresenceSet set:
                    _states[set.Connection] = set;
                    break;
                case Watching watching:
                    _views.TryAdd((watching.Connection, watching.Entity), new());
                    break;
                case WatchAnswered { IsOk: false } refused:
                    _views.Remove((refused.Connection, refused.Entity));
                    break;
                case Unwatched unwatched:
                    _views.Remove((unwatched.Connection, unwatched.Entity));
                    break;
                case Framed { Name: "presence" or "presenceChanged", Entity: { } entity } frame:
                    // What nobody watches, another rule looks at.
                    if (_views.TryGetValue((frame.Connection, entity), out var view)) Take(view, frame);
                    break;
                case RollCall roll:
                    Compare(roll);
                    break;
            }
        }
    }

    private void Take(View view, Framed frame)
    {
        var who = $"connection {frame.Connection}, {frame.Name} {frame.Body}";
        if (frame.Name == "presence")
        {
            view.IsTold = true;
            view.Viewers.Clear();
            foreach (var user in frame.Body.GetProperty("users").EnumerateArray())
                findings.Unless(view.Viewers.TryAdd(Name(user), Status(user)), $"A viewer twice: {who}.");
        }
        else
        {
            findings.Unless(view.IsTold, $"A change to viewers that the client was never told of: {who}.");
            foreach (var user in frame.Body.GetProperty("left").EnumerateArray())
                findings.Unless(view.Viewers.Remove(user.GetString()!) || !view.IsTold, $"Somebody left who was not there: {who}.");
            foreach (var user in frame.Body.GetProperty("joined").EnumerateArray()) view.Viewers[Name(user)] = Status(user);
        }

        var total = frame.Body.GetProperty("total").GetInt32();
        findings.Unless(total == view.Viewers.Count, $"The client has {view.Viewers.Count} viewers of {total}: {who}.");
    }

    private void Compare(RollCall roll)
    {
        var live = roll.Connections.Select(connection => _states[connection]).ToList();
        foreach (var (user, status) in roll.Statuses)
        {
            var isTo = StatusOf(live.Where(state => _users[state.Connection] == user)) ?? "offline";
            findings.Unless(status == isTo, $"{user} is {status} when the roll is called, and should be {isTo}.");
        }

        foreach (var ((connection, entity), view) in _views.Where(view => roll.Connections.Contains(view.Key.Connection)))
        {
            var viewers = live.Where(state => state.Focus == entity).GroupBy(state => _users[state.Connection])
                .ToDictionary(states => states.Key, states => StatusOf(states)!);
            findings.Unless(
                viewers.Count == view.Viewers.Count && viewers.All(viewer => view.Viewers.GetValueOrDefault(viewer.Key) == viewer.Value),
                $"Connection {connection} shows {Say(view.Viewers)} at {entity} when the roll is called; there is {Say(viewers)}.");
        }
    }

    /// <summary>Of a user with these connections; <c>null</c> = with none.</summary>
    private static string? StatusOf(IEnumerable<PresenceSet> states) =>
        states.Select(state => state.IsAway ? "away" : "online").DefaultIfEmpty(null).Max(StringComparer.Ordinal);

    private static string Say(Dictionary<string, string> viewers) =>
        viewers.Count == 0 ? "nobody" : string.Join(", ", viewers.Select(viewer => $"{viewer.Key} ({viewer.Value})").Order(StringComparer.Ordinal));

    private static string Name(JsonElement user) => user.GetProperty("user").GetString()!;

    private static string Status(JsonElement user) => user.GetProperty("status").GetString()!;

    /// <summary>An entity's viewers as one connection has them.</summary>
    private sealed class View
    {
        public bool IsTold { get; set; }

        /// <summary>With their statuses.</summary>
        public Dictionary<string, string> Viewers { get; } = [];
    }
}
