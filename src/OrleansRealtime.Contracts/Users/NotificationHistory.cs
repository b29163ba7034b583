using System.Collections.Immutable;
using System.Globalization;
using OrleansRealtime.Contracts.Preferences;

namespace OrleansRealtime.Contracts.Users;

/// <summary>Where a notification is now.</summary>
public enum NotificationState
{
    /// <summary>It never stood in the inbox: the decision names the rule.</summary>
    Withheld,

    /// <summary>It stands in the inbox and was not seen.</summary>
    Delivered,
    Seen,
    Read,
    Archived,
    Snoozed,

    /// <summary>It is in the inbox, and the user may not see what it is about any more.</summary>
    Hidden,

    /// <summary>It is in the inbox no more: too old, or one too many.</summary>
    Gone,
}

/// <summary>Which of the notifications that came for a user.</summary>
/// <param name="From">Not those that came before; <c>null</c> = as far as is remembered.</param>
/// <param name="To">Only those that came before; <c>null</c> = until now.</param>
/// <param name="Kind">Only those of this kind.</param>
/// <param name="Before">Goes on behind this one.</param>
/// <param name="Limit">1 to 100.</param>
[GenerateSerializer, Immutable, Alias("history-query")]
public sealed record HistoryQuery(DateTimeOffset? From, DateTimeOffset? To, string? Kind, HistoryCursor? Before, int Limit);

/// <summary>The place of a notification among those that came, by time.</summary>
/// <param name="Id">The notification's: several may come at once.</param>
[GenerateSerializer, Immutable, Alias("history-cursor")]
public sealed record HistoryCursor(DateTimeOffset At, string Id)
{
    /// <summary>The oldest first.</summary>
    public static readonly Comparer<HistoryCursor> ByTime = Comparer<HistoryCursor>.Create((one, other) =>
        one.At.CompareTo(other.At) is var byTime and not 0 ? byTime : string.CompareOrdinal(one.Id, other.Id));

    /// <summary>Reads back what <see cref="ToString"/> wrote.</summary>
    public static HistoryCursor? Find(string text)
    {
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        return dash > 0
            && long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var ticks)
            && ticks <= DateTimeOffset.MaxValue.Ticks
            && Names.IsId(text[(dash + 1)..])
                ? new(new DateTimeOffset(ticks, TimeSpan.Zero), text[(dash + 1)..])
                : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}-{Id}");
}

/// <summary>A notification that came, what was decided of it, and where it is now.</summary>
/// <param name="Id">The notification's.</param>
/// <param name="Seq">The item that it is, or is part of, now; <c>null</c> = none.</param>
/// <param name="Title">That item's.</param>
[GenerateSerializer, Immutable, Alias("history-entry")]
public sealed record HistoryEntry(string Id, PastDecision Past, NotificationState State, long? Seq, string? Title);

/// <param name="Entries">The newest first.</param>
/// <param name="Next">The cursor of the next page; <c>null</c> at the end.</param>
[GenerateSerializer, Immutable, Alias("history-page")]
public sealed record HistoryPage(ImmutableArray<HistoryEntry> Entries, HistoryCursor? Next);
