using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api.Preferences;

[Collection(nameof(SharedServer))]
public sealed class PreferencesApiTests(ServerApp app)
{
    private const string Empty = """{"channels":{},"kinds":{},"types":{},"entities":{},"quietHours":null,"mentionsBreakThrough":true}""";

    private const string All =
        """{"channels":{"live":true,"inbox":true},"kinds":{"commented":{"live":false},"deploy":{}},"types":{"workitem":{"inbox":false}},"entities":{"workitem/42":"mute","workitem/7":"follow"},"quietHours":{"zone":"Europe/Berlin","from":"22:00","to":"07:00"},"mentionsBreakThrough":false}""";

    public static TheoryData<string, int, string, string?> BadPreferences => new()
    {
        { "[]", 400, "bad_preferences", null },
        { """{"sound":true}""", 400, "bad_preferences", "sound" },
        { """{"channels":true}""", 400, "bad_preferences", "channels" },
        { """{"channels":{"email":true}}""", 400, "bad_preferences", "channels.email" },
        { """{"channels":{"live":"yes"}}""", 400, "bad_preferences", "channels.live" },
        { """{"kinds":[]}""", 400, "bad_preferences", "kinds" },
        { """{"kinds":{"Big News":{}}}""", 400, "bad_preferences", "kinds.Big News" },
        { """{"kinds":{"changed":false}}""", 400, "bad_preferences", "kinds.changed" },
        { """{"kinds":{"changed":null}}""", 400, "bad_preferences", "kinds.changed" },
        { """{"kinds":{"changed":{"inbox":0}}}""", 400, "bad_preferences", "kinds.changed.inbox" },
        { """{"types":{"":{}}}""", 400, "bad_preferences", "types." },
        { """{"types":{"workitem":{"inbox":false,"push":true}}}""", 400, "bad_preferences", "types.workitem.push" },
        { """{"entities":{"workitem":"mute"}}""", 400, "bad_preferences", "entities.workitem" },
        { """{"entities":{"Work/42":"mute"}}""", 400, "bad_preferences", "entities.Work/42" },
        { """{"entities":{"workitem/4/2":"mute"}}""", 400, "bad_preferences", "entities.workitem/4/2" },
        { """{"entities":{"workitem/42":"silence"}}""", 400, "bad_preferences", "entities.workitem/42" },
        { """{"entities":{"workitem/42":true}}""", 400, "bad_preferences", "entities.workitem/42" },
        { """{"entities":{"workitem/42":"Mute"}}""", 400, "bad_preferences", "entities.workitem/42" },
        { """{"entities":{"workitem/4.2":null}}""", 400, "bad_preferences", "entities.workitem/4.2" },
        { """{"entities":["mute"]}""", 400, "bad_preferences", "entities" },
        { """{"quietHours":"22-7"}""", 400, "bad_preferences", "quietHours" },
        { """{"quietHours":{}}""", 400, "bad_preferences", "quietHours.zone" },
        { """{"quietHours":{"zone":"Europe/Berlin","from":"22:00"}}""", 400, "bad_preferences", "quietHours.to" },
        { """{"quietHours":{"zone":"Mars/Olympus","from":"22:00","to":"07:00"}}""", 400, "bad_preferences", "quietHours.zone" },
        { """{"quietHours":{"zone":"europe/berlin","from":"22:00","to":"07:00"}}""", 400, "bad_preferences", "quietHours.zone" },
        { """{"quietHours":{"zone":"../../etc/localtime","from":"22:00","to":"07:00"}}""", 400, "bad_preferences", "quietHours.zone" },
        { """{"quietHours":{"zone":"UTC","from":"24:00","to":"07:00"}}""", 400, "bad_preferences", "quietHours.from" },
        { """{"quietHours":{"zone":"UTC","from":"22:00","to":"7:00"}}""", 400, "bad_preferences", "quietHours.to" },
        { """{"quietHours":{"zone":"UTC","from":"22:00","to":"22:00"}}""", 400, "bad_preferences", "quietHours.to" },
        { """{"quietHours":{"zone":null,"from":"22:00","to":"07:00"}}""", 400, "bad_preferences", "quietHours.zone" },
        { """{"quietHours":{"zone":"UTC","from":2200,"to":700}}""", 400, "bad_preferences", "quietHours.from" },
        { """{"quietHours":{"zone":"UTC","from":"22:00","to":"07:00","days":[]}}""", 400, "bad_preferences", "quietHours.days" },
        { """{"mentionsBreakThrough":"no"}""", 400, "bad_preferences", "mentionsBreakThrough" },
        { $$"""{"{{new string('x', 1_000)}}":1}""", 400, "bad_preferences", new string('x', 128) },
        { Many("entities", "workitem/", "\"mute\"", 1_001), 400, "too_many_items", "entities" },
        { Many("kinds", "k", "{}", 1_001), 400, "too_many_items", "kinds" },
        { """{"kinds":{"changed":{},"changed":{}}}""", 400, "duplicate_property", "changed" },
        { """{"channels":""", 400, "malformed_json", null },
        { $$"""{"channels":{}{{new string(' ', 64 * 1024)}}}""", 413, "body_too_large", null },
    };

    [Fact]
    public async Task A_user_without_preferences_has_the_empty_document()
    {
        var user = await NewUserAsync();
        Assert.Equal(Empty, (await user.GetAsync("me/preferences")).Is(200).Json.GetRawText());
    }

    [Fact]
    public async Task Putting_replaces_the_document_and_answers_it()
    {
        var user = await NewUserAsync();

        Assert.Equal(All, (await user.SendAsync("PUT", "me/preferences", All)).Is(200).Json.GetRawText());
        Assert.Equal(All, (await user.GetAsync("me/preferences")).Is(200).Json.GetRawText());
        Assert.Equal(Empty, (await user.SendAsync("PUT", "me/preferences", """{"channels":{"live":null},"kinds":null,"quietHours":null,"mentionsBreakThrough":null}""")).Is(200).Json.GetRawText());
    }

    [Fact]
    public async Task As_many_as_there_may_be_are_taken()
    {
        var user = await NewUserAsync();
        (await user.SendAsync("PUT", "me/preferences", Many("entities", "workitem/", "\"mute\"", 1_000))).Is(200);
        Assert.Equal(1_000, (await user.GetAsync("me/preferences")).Json.GetProperty("entities").GetPropertyCount());
    }

    [Theory]
    [MemberData(nameof(BadPreferences), DisableDiscoveryEnumeration = true)]
    public async Task Bad_preferences_are_refused_with_the_path_to_what_is_wrong_and_change_nothing(string body, int status, string code, string? field)
    {
        var user = await NewUserAsync();
        (await user.SendAsync("PUT", "me/preferences", All)).Is(200);

        Assert.Equal(field, (await user.SendAsync("PUT", "me/preferences", body)).IsProblem(status, code).Find("field"));

        Assert.Equal(All, (await user.GetAsync("me/preferences")).Is(200).Json.GetRawText());
    }

    [Fact]
    public async Task A_repeat_under_its_key_is_known()
    {
        var user = await NewUserAsync();
        string[] key = [$"Idempotency-Key: {Guid.NewGuid()}"];
        Assert.False((await user.SendAsync("PUT", "me/preferences", All, key)).Is(200).Replayed);
        Assert.True((await user.SendAsync("PUT", "me/preferences", All, key)).Is(200).Replayed);
        (await user.SendAsync("PUT", "me/preferences", Empty, key)).IsProblem(422, "idempotency_mismatch");
    }

    [Fact]
    public async Task They_are_for_users()
    {
        (await app.Api().GetAsync("me/preferences")).IsProblem(403, "user_required");
        (await app.Api().SendAsync("PUT", "me/preferences", Empty)).IsProblem(403, "user_required");
    }

    private static string Many(string member, string prefix, string value, int count) =>
        $$$"""{"{{{member}}}": {{{{string.Join(',', Enumerable.Range(0, count).Select(n => $"\"{prefix}{n}\":{value}"))}}} }}""";

    private Task<RestCaller> NewUserAsync() => app.UserAsync($"u-{Guid.NewGuid():n}");
}
