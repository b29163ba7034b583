using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Preferences;

/// <summary>Reads preferences strictly. What is not as it should be is <c>bad_preferences</c>, with the path to the member as <c>field</c>.</summary>
internal static class PreferencesReader
{
    public const string ClockFormat = "HH:mm";

    /// <exception cref="ProblemException">bad_preferences or too_many_items</exception>
    public static UserPreferences Read(JsonElement body)
    {
        var members = Members(body, "", "channels", "kinds", "types", "entities", "quietHours", "mentionsBreakThrough");
        return new(
            members.TryGetValue("channels", out var channels) ? Channels(channels, "channels") : ChannelChoice.None,
            Named(members, "kinds", Word, Channels),
            Named(members, "types", Word, Channels),
            Named(members, "entities", EntityName, Choice),
            members.TryGetValue("quietHours", out var hours) ? Hours(hours) : null,
            !members.TryGetValue("mentionsBreakThrough", out var mentions) || Flag(mentions, "mentionsBreakThrough"));
    }

    private static ChannelChoice Channels(JsonElement json, string path)
    {
        var members = Members(json, path, "live", "inbox");
        return new(Channel("live"), Channel("inbox"));

        bool? Channel(string name) => members.TryGetValue(name, out var value) ? Flag(value, $"{path}.{name}") : null;
    }

    private static EntityChoice Choice(JsonElement json, string path) => json.ValueKind == JsonValueKind.String
        ? json.GetString() switch
        {
            "mute" => EntityChoice.Mute,
            "follow" => EntityChoice.Follow,
            _ => throw Bad(path, "must be mute or follow"),
        }
        : throw Bad(path, "must be mute or follow");

    private static QuietHours Hours(JsonElement json)
    {
        var members = Members(json, "quietHours", "zone", "from", "to");
        var hours = new QuietHours(Zone(Text("zone")), Clock(Text("from"), "quietHours.from"), Clock(Text("to"), "quietHours.to"));
        return hours.From != hours.To ? hours : throw Bad("quietHours.to", "must be another time than 'from'");

        string Text(string name) => members.TryGetValue(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw Bad($"quietHours.{name}", "must be a string");
    }

    private static string Zone(string zone) => IanaZones.Find(zone) is not null ? zone : throw Bad(
        "quietHours.zone",
        IanaZones.AreInstalled
            ? "must be a time zone of the IANA database, like Europe/Berlin"
            : "cannot be looked up: this server has no time zone database (the package tzdata), and knows UTC only");

    private static TimeOnly Clock(string text, string path) =>
        TimeOnly.TryParseExact(text, ClockFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw Bad(path, "must be a time from 00:00 to 23:59");

    private static void Word(string name, string path)
    {
        if (!Names.IsWord(name)) throw Bad(path, "is no such name: [a-z][a-z0-9-]{0,62}");
    }

    private static void EntityName(string name, string path)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !Names.IsWord(name[..slash]) || !Names.IsId(name[(slash + 1)..])) throw Bad(path, "must be type/id");
    }

    private static bool Flag(JsonElement json, string path) => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Bad(path, "must be true or false"),
    };

    private static ImmutableDictionary<string, T> Named<T>(
        Dictionary<string, JsonElement> members, string member, Action<string, string> check, Func<JsonElement, string, T> read)
    {
        if (!members.TryGetValue(member, out var json)) return ImmutableDictionary<string, T>.Empty;
        if (json.ValueKind != JsonValueKind.Object) throw Bad(member, "must be an object");
        if (json.GetPropertyCount() > UserPreferences.MaxNamed)
            throw new ProblemException(ProblemCodes.TooManyItems, $"'{member}' names at most {UserPreferences.MaxNamed}.", member);
        var named = ImmutableDictionary.CreateBuilder<string, T>();
        foreach (var entry in json.EnumerateObject())
        {
            var path = $"{member}.{entry.Name}";
            check(entry.Name, path);
            named[entry.Name] = read(entry.Value, path);
        }

        return named.ToImmutable();
    }

    /// <summary>The members that are there; null is as good as absent.</summary>
    private static Dictionary<string, JsonElement> Members(JsonElement json, string path, params ReadOnlySpan<string> known)
    {
        if (json.ValueKind != JsonValueKind.Object) throw Bad(path, "must be an object");
        var members = new Dictionary<string, JsonElement>();
        foreach (var member in json.EnumerateObject())
        {
            if (known.IndexOf(member.Name) < 0) throw Bad(path.Length == 0 ? member.Name : $"{path}.{member.Name}", "is not known here");
            if (member.Value.ValueKind != JsonValueKind.Null) members[member.Name] = member.Value;
        }

        return members;
    }

    private static ProblemException Bad(string path, string rule)
    {
        if (path.Length == 0) return new(ProblemCodes.BadPreferences, $"The body {rule}.");
        // A caller's own word goes back to the caller, but not at any length.
        var field = JsonMembers.Short(path);
        return new(ProblemCodes.BadPreferences, $"'{field}' {rule}.", field);
    }
}
