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

    private static readonly BodyRefusal Refusal = new(ProblemCodes.BadPreferences, WholePath: true);

    /// <exception cref="ProblemException">bad_preferences or too_many_items</exception>
    public static UserPreferences Read(JsonElement body)
    {
        var request = RequestReader.Read<PreferencesRequest>(body, Refusal);
        return new(
            request.Channels?.ToChoice() ?? ChannelChoice.None,
            Named("kinds", request.Kinds, CheckWord, channels => channels.ToChoice()),
            Named("types", request.Types, CheckWord, channels => channels.ToChoice()),
            Named("entities", request.Entities, CheckEntity, choice => choice),
            request.QuietHours is { } hours ? Hours(hours) : null,
            request.MentionsBreakThrough ?? true);
    }

    private static ImmutableDictionary<string, TChoice> Named<TBody, TChoice>(
        string member, IReadOnlyDictionary<string, TBody>? named, Action<string, MemberPath> check, Func<TBody, TChoice> choice)
    {
        if (named is null) return ImmutableDictionary<string, TChoice>.Empty;
        if (named.Count > UserPreferences.MaxNamed)
            throw new ProblemException(ProblemCodes.TooManyItems, $"'{member}' names at most {UserPreferences.MaxNamed}.", member);
        foreach (var name in named.Keys) check(name, At(member).Then(name));
        return named.ToImmutableDictionary(entry => entry.Key, entry => choice(entry.Value));
    }

    private static void CheckWord(string name, MemberPath at)
    {
        if (!Names.IsWord(name)) throw Refusal.Bad(at, "is no such name: [a-z][a-z0-9-]{0,62}");
    }

    private static void CheckEntity(string name, MemberPath at)
    {
        if (EntityRef.Parse(name) is null) throw Refusal.Bad(at, "must be type/id");
    }

    private static QuietHours Hours(QuietHoursBody body)
    {
        var at = At("quietHours");
        var hours = new QuietHours(Zone(body.Zone, at.Then("zone")), Clock(body.From, at.Then("from")), Clock(body.To, at.Then("to")));
        return hours.From != hours.To ? hours : throw Refusal.Bad(at.Then("to"), "must be another time than 'from'");
    }

    private static string Zone(string zone, MemberPath at) => IanaZones.Find(zone) is not null ? zone : throw Refusal.Bad(
        at,
        IanaZones.AreInstalled
            ? "must be a time zone of the IANA database, like Europe/Berlin"
            : "cannot be looked up: this server has no time zone database (the package tzdata), and knows UTC only");

    private static TimeOnly Clock(string text, MemberPath at) =>
        TimeOnly.TryParseExact(text, ClockFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw Refusal.Bad(at, "must be a time from 00:00 to 23:59");

    private static MemberPath At(string member) => MemberPath.Body.Then(member);
}
