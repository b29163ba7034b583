namespace OrleansRealtime.Client.Inbox;

/// <summary>What a user does to items: to those that are named, or to all up to a number, which never touches what came after it.</summary>
public sealed record InboxMark
{
    private InboxMark(string mark, IReadOnlyList<long>? seqs, long? upTo, DateTimeOffset? until = null) => (As, Seqs, UpTo, Until) = (mark, seqs, upTo, until);

    public string As { get; }

    public IReadOnlyList<long>? Seqs { get; }

    public long? UpTo { get; }

    public DateTimeOffset? Until { get; }

    public static InboxMark Seen(params long[] seqs) => new("seen", seqs, null);

    public static InboxMark SeenUpTo(long seq) => new("seen", null, seq);

    public static InboxMark Read(params long[] seqs) => new("read", seqs, null);

    public static InboxMark ReadUpTo(long seq) => new("read", null, seq);

    public static InboxMark Unread(params long[] seqs) => new("unread", seqs, null);

    public static InboxMark Archived(params long[] seqs) => new("archived", seqs, null);

    public static InboxMark ArchivedUpTo(long seq) => new("archived", null, seq);

    /// <summary>Back in the list: neither archived nor snoozed.</summary>
    public static InboxMark Active(params long[] seqs) => new("active", seqs, null);

    /// <param name="until">In the future, within a year.</param>
    public static InboxMark Snoozed(DateTimeOffset until, params long[] seqs) => new("snoozed", seqs, null, until);
}
