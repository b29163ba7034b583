using OrleansRealtime.Contracts.Preferences;

namespace OrleansRealtime.Server.Api.Preferences;

/// <summary>A user's preferences as they are put: a member may be left out.</summary>
internal sealed record PreferencesRequest(
    ChannelsBody? Channels = null,
    IReadOnlyDictionary<string, ChannelsBody>? Kinds = null,
    IReadOnlyDictionary<string, ChannelsBody>? Types = null,
    IReadOnlyDictionary<string, EntityChoice>? Entities = null,
    QuietHoursBody? QuietHours = null,
    bool? MentionsBreakThrough = null);
