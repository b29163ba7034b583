using System.Text.Json;

namespace OrleansRealtime.Consistency.Histories;

/// <summary>Something that a client did, was answered, or saw. Their order is that in which they happened to the clients.</summary>
internal abstract record Event
{
    /// <summary>When, in the run's time.</summary>
    public TimeSpan Time { get; set; }
}

/// <summary>For whoever reads the history; no rule looks at it.</summary>
internal sealed record Note(string Text) : Event;

/// <param name="IfMatch">The condition that this attempt was sent with.</param>
internal sealed record Sent(Operation Operation, int Attempt, Position? IfMatch = null) : Event;

/// <summary>The client may have pretended not to hear it: it is an answer all the same.</summary>
internal sealed record Answered(Operation Operation, int Attempt, int Status, string? Code = null, Position? At = null, bool Replayed = false, Seen? State = null)
    : Event;

/// <summary>No answer came, and nobody knows whether the server still works on it.</summary>
internal sealed record Unanswered(Operation Operation, int Attempt, string Why) : Event;

internal sealed record AskedToRead(string Entity, int Reading) : Event;

/// <param name="State"><c>null</c>: not there.</param>
internal sealed record Read(string Entity, int Reading, Seen? State) : Event;

internal sealed record FollowersRead(string Entity, int Reading, IReadOnlyList<string> Users) : Event;

internal sealed record Connected(int Connection, string User) : Event;

internal sealed record Closed(int Connection) : Event;

/// <summary>Watch was called, with the position that the client has or with none.</summary>
internal sealed record Watching(int Connection, string Entity, Position? From, Seen? Model = null) : Event;

internal sealed record WatchAnswered(int Connection, string Entity, bool IsOk, string? Code = null) : Event;

/// <param name="FramesBefore">How many frames the connection had got when the answer came.</param>
internal sealed record Unwatched(int Connection, string Entity, int FramesBefore) : Event;

/// <param name="Index">Counts the connection's frames from 0.</param>
internal sealed record Framed(int Connection, int Index, string Name, JsonElement Body) : Event
{
    public string? Entity => Body.TryGetProperty("type", out var type) && type.GetString() == "item" ? Body.GetProperty("id").GetString() : null;
}

internal sealed record PreferencesSent(ExpectedEffect Expected) : Event;

/// <summary>With a yes; those between were not, and the preferences were sent again.</summary>
internal sealed record PreferencesAnswered(ExpectedEffect Expected) : Event;

/// <summary>SetPresence was answered with a yes.</summary>
internal sealed record PresenceSet(int Connection, bool IsAway, string? Focus) : Event;

/// <summary>Whoever came or went last had the time to be noticed: these connections are all that there are.</summary>
/// <param name="Statuses">Who is there, by the API.</param>
internal sealed record RollCall(IReadOnlyList<int> Connections, IReadOnlyDictionary<string, string> Statuses) : Event;

/// <summary>The interval after the last edit is over: these connections read and watch, and are to have what is committed.</summary>
internal sealed record IntervalOver(IReadOnlyList<int> Connections, IReadOnlyDictionary<string, Seen?> Committed) : Event;

/// <summary>All comments of an entity's present life, read at the end.</summary>
internal sealed record CommentsRead(string Entity, string Epoch, IReadOnlyList<string> Texts) : Event;

/// <summary>A user's inbox with its badge, read at the end, when everything owed had the time to be delivered.</summary>
internal sealed record InboxRead(string User, JsonElement Badge, IReadOnlyList<JsonElement> Items, IReadOnlyList<int> Connections) : Event;
