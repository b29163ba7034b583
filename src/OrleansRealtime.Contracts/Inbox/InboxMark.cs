using System.Collections.Immutable;
using OrleansRealtime.Contracts.Calls;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Contracts.Inbox;

public enum MarkAs
{
    Seen,
    Read,
    Unread,
    Archived,
    Snoozed,

    /// <summary>Back in the list: neither archived nor snoozed, and otherwise as it was.</summary>
    Active,
}

/// <summary>Marks items, by their numbers or all up to one. Numbers that are not in the inbox are passed over.</summary>
/// <param name="Seqs">Up to 500; empty when <paramref name="UpTo"/> is set.</param>
/// <param name="UpTo">Never touches what came after it; beyond the newest item's number it is <c>unknown_seq</c>, and nothing is marked.</param>
/// <param name="Until">With <see cref="MarkAs.Snoozed"/>: when the items come back.</param>
[GenerateSerializer, Immutable, Alias("inbox-mark")]
public sealed record InboxMark(MarkAs As, ImmutableArray<long> Seqs, long? UpTo, DateTimeOffset? Until);

/// <summary>What a mark did.</summary>
/// <param name="Badge">As it is now; <c>null</c> when refused.</param>
/// <param name="Replayed">An earlier request under the same key did it.</param>
/// <param name="Error">A word of <see cref="ProblemCodes"/> when refused, else <c>null</c>.</param>
[GenerateSerializer, Immutable, Alias("mark-outcome")]
public sealed record MarkOutcome(Badge? Badge, bool Replayed = false, string? Error = null) : IRefusable;
