using System.Collections.Immutable;
using OrleansRealtime.Contracts.Calls;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Contracts.Preferences;

/// <summary>What somebody wants of the two channels; <c>null</c> = says nothing, and the next rule is asked.</summary>
/// <param name="Live">The <c>notification</c> frame.</param>
/// <param name="Inbox">The item and the badge that counts it.</param>
[GenerateSerializer, Immutable, Alias("channel-choice")]
public sealed record ChannelChoice(bool? Live = null, bool? Inbox = null)
{
    public static readonly ChannelChoice None = new();
    public static readonly ChannelChoice On = new(true, true);
    public static readonly ChannelChoice Off = new(false, false);

    /// <summary>This choice where it says something, else the other.</summary>
    public ChannelChoice Or(ChannelChoice other) => new(Live ?? other.Live, Inbox ?? other.Inbox);
}

/// <summary>What a user wants of one entity, whatever is said of kinds and types.</summary>
public enum EntityChoice
{
    /// <summary>Nothing of it.</summary>
    Mute,

    /// <summary>Everything of it.</summary>
    Follow,
}

/// <summary>A stretch of each day without the <c>notification</c> frame, as the user's clock on the wall shows it: an hour that comes twice
/// when the clock is put back is quiet twice, and one that is skipped never is.</summary>
/// <param name="Zone">An IANA zone, of <see cref="IanaZones"/>.</param>
/// <param name="From">The first quiet minute.</param>
/// <param name="To">The first minute that is not; before <paramref name="From"/> = on the next day. Never the same.</param>
[GenerateSerializer, Immutable, Alias("quiet-hours")]
public sealed record QuietHours(string Zone, TimeOnly From, TimeOnly To)
{
    /// <summary>Whether it is quiet at this moment. A zone that this machine no longer knows silences nothing.</summary>
    public bool Cover(DateTimeOffset moment) =>
        IanaZones.Find(Zone) is { } zone && TimeOnly.FromTimeSpan(TimeZoneInfo.ConvertTime(moment, zone).TimeOfDay).IsBetween(From, To);
}

/// <summary>What a user wants to be told of, and how. Names and bounds were checked at the edge.</summary>
/// <param name="Channels">Everything that nothing else names.</param>
/// <param name="Kinds">By kind; at most 1,000.</param>
/// <param name="Types">By entity type; at most 1,000.</param>
/// <param name="Entities">By <c>type/id</c>; at most 1,000.</param>
/// <param name="MentionsBreakThrough">Whether a mention is told through mutes and quiet hours.</param>
/// <param name="Version">Names this document among the user's: another with every change; 0 of a user who never said anything.</param>
[GenerateSerializer, Immutable, Alias("user-preferences")]
public sealed record UserPreferences(
    ChannelChoice Channels,
    ImmutableDictionary<string, ChannelChoice> Kinds,
    ImmutableDictionary<string, ChannelChoice> Types,
    ImmutableDictionary<string, EntityChoice> Entities,
    QuietHours? QuietHours,
    bool MentionsBreakThrough,
    long Version = 0)
{
    /// <summary>The most kinds, types or entities that one user names.</summary>
    public const int MaxNamed = 1_000;

    /// <summary>Of a user who never said anything.</summary>
    public static readonly UserPreferences Empty = new(
        ChannelChoice.None,
        ImmutableDictionary<string, ChannelChoice>.Empty,
        ImmutableDictionary<string, ChannelChoice>.Empty,
        ImmutableDictionary<string, EntityChoice>.Empty,
        QuietHours: null,
        MentionsBreakThrough: true);
}

/// <summary>What became of new preferences.</summary>
/// <param name="Preferences">As they are now; <c>null</c> when refused.</param>
/// <param name="Replayed">An earlier request under the same key set them.</param>
/// <param name="Error">A word of <see cref="ProblemCodes"/> when refused, else <c>null</c>.</param>
[GenerateSerializer, Immutable, Alias("preferences-outcome")]
public sealed record PreferencesOutcome(UserPreferences? Preferences, bool Replayed = false, string? Error = null) : IRefusable;
