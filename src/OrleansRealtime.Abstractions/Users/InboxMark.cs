using System.Collections.Immutable;

namespace OrleansRealtime.Users;

public enum MarkAs
{
    Seen,
    Read,
    Unread,
    Archived,
    Snoozed,
}

/// <summary>Marks items, by their numbers or all up to one. Numbers that are not in the inbox are passed over.</summary>
/// <param name="Seqs">Up to 500; empty when <paramref name="UpTo"/> is set.</param>
/// <param name="UpTo">Never touches what came after it.</param>
/// <param name="Until">With <see cref="MarkAs.Snoozed"/>: when the items come back.</param>
[GenerateSerializer, Immutable, Alias("inbox-mark")]
public sealed record InboxMark(MarkAs As, ImmutableArray<long> Seqs, long? UpTo, DateTimeOffset? Until);
