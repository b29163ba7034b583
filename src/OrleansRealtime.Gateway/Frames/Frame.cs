using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Presence;

namespace OrleansRealtime.Gateway.Frames;

/// <summary>
/// One message on its way to clients. It becomes bytes when the first connection writes it, and every other connection that gets the same
/// frame writes the same bytes.
/// </summary>
internal sealed class Frame(string name, object body)
{
    /// <summary>The objects of a frame whose texts are short.</summary>
    private const int Small = 500;

    private object? _encoded;

    public string Name { get; } = name;

    public object Body { get; } = body;

    /// <summary>About what it keeps in memory while it waits, in bytes.</summary>
    public int Bytes { get; private init; } = Small;

    /// <summary>The trace that it belongs to, if any.</summary>
    public FrameTrace? Trace { get; init; }

    /// <summary>The frame as one protocol sends it: made by the first connection that writes it, the same for every other one.</summary>
    /// <remarks>One protocol per process; of two threads that come first at once, one's work is thrown away.</remarks>
    public T Encoded<T>(Func<Frame, T> encode) where T : class
    {
        if (_encoded is T encoded) return encoded;
        Interlocked.CompareExchange(ref _encoded, encode(this), null);
        return (T)_encoded!;
    }

    public static Frame State(EntitySnapshot entity, bool reset, FrameTrace? trace = null) => new("state", StateBody.Of(entity, reset)) { Trace = trace };

    public static Frame Changed(EntityKey key, string epoch, long from, EntityChange change, FrameTrace? trace = null) =>
        new("changed", ChangedBody.Of(key, epoch, from, change)) { Trace = trace };

    public static Frame Deleted(EntityKey key, Position position, FrameTrace? trace = null) =>
        new("deleted", new DeletedBody(key.Type, key.Id, position.ToString())) { Trace = trace };

    public static Frame Denied(EntityKey key, ProblemCode code) => new("denied", new DeniedBody(key.Type, key.Id, code.Code));

    public static Frame Presence(EntityKey key, int total, IEnumerable<PresenceEntry> users) =>
        new("presence", new PresenceBody(key.Type, key.Id, total, ViewerBody.All(users)));

    public static Frame PresenceChanged(EntityKey key, int total, IEnumerable<PresenceEntry> joined, IReadOnlyList<string> left) =>
        new("presenceChanged", new PresenceChangedBody(key.Type, key.Id, total, ViewerBody.All(joined), left));

    public static Frame PresenceCount(EntityKey key, int total) => new("presenceChanged", new PresenceChangedBody(key.Type, key.Id, total, null, null));

    public static Frame Notification(InboxItem item) => new("notification", InboxItemBody.Of(item))
    {
        Bytes = Small + (sizeof(char) * (item.Title.Length + Length(item.Body) + Length(item.Link) + Length(item.Data))),
    };

    public static Frame Badge(Badge badge) => new("badge", badge);

    public static Frame Marked(InboxMark mark, long version) =>
        new("marked", new MarkedBody(mark.As, mark.UpTo is null ? mark.Seqs : null, mark.UpTo, mark.Until, version))
        {
            Bytes = Small + (sizeof(long) * mark.Seqs.Length),
        };

    public static Frame Removed(IReadOnlyList<long> seqs, long version) =>
        new("removed", new RemovedBody(seqs, version)) { Bytes = Small + (sizeof(long) * seqs.Count) };

    public static Frame InboxReset(long lastSeq) => new("inboxReset", new InboxResetBody(lastSeq));

    public static Frame Preferences() => new("preferences", new PreferencesHintBody());

    public static Frame Goodbye(GoodbyeCode code) => new("goodbye", new GoodbyeBody(code.Code, code.Reason, code.ReconnectAfterMs));

    private static int Length(string? text) => text?.Length ?? 0;
}

/// <summary>The <c>inboxReset</c> frame: what happened to the inbox is not known in detail; read what came after what you have, and anew what
/// you show.</summary>
internal sealed record InboxResetBody(long LastSeq);

/// <summary>The <c>removed</c> frame: items that are gone, and that no other took the place of.</summary>
internal sealed record RemovedBody(IReadOnlyList<long> Seqs, long Version);

/// <summary>The <c>preferences</c> frame, a hint without content: they are others now, read them anew.</summary>
internal sealed record PreferencesHintBody;
