using System.Text.Json.Serialization;
using OrleansRealtime.Contracts.Preferences;

namespace OrleansRealtime.Server.Api.Preferences;

/// <summary>A user's preferences as on the wire.</summary>
internal sealed record PreferencesBody(
    ChannelsBody Channels,
    IReadOnlyDictionary<string, ChannelsBody> Kinds,
    IReadOnlyDictionary<string, ChannelsBody> Types,
    IReadOnlyDictionary<string, EntityChoice> Entities,
    QuietHoursBody? QuietHours,
    bool MentionsBreakThrough)
{
    public static PreferencesBody Of(UserPreferences preferences) => new(
        ChannelsBody.Of(preferences.Channels),
        Sorted(preferences.Kinds, ChannelsBody.Of),
        Sorted(preferences.Types, ChannelsBody.Of),
        Sorted(preferences.Entities, choice => choice),
        preferences.QuietHours is { } hours ? new(hours.Zone, Clock(hours.From), Clock(hours.To)) : null,
        preferences.MentionsBreakThrough);

    private static SortedDictionary<string, TBody> Sorted<TChoice, TBody>(IEnumerable<KeyValuePair<string, TChoice>> named, Func<TChoice, TBody> body) =>
        new(named.ToDictionary(entry => entry.Key, entry => body(entry.Value)), StringComparer.Ordinal);

    private static string Clock(TimeOnly time) => time.ToString(PreferencesReader.ClockFormat, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A member that is absent says nothing.</summary>
internal sealed record ChannelsBody(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Live = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Inbox = null)
{
    public static ChannelsBody Of(ChannelChoice choice) => new(choice.Live, choice.Inbox);

    public ChannelChoice ToChoice() => new(Live, Inbox);
}

/// <param name="From">HH:mm</param>
/// <param name="To">HH:mm</param>
internal sealed record QuietHoursBody(string Zone, string From, string To);
