using System.Net;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api.Preferences;

[Collection(nameof(SharedServer))]
public sealed class ExplainApiTests(ServerApp app)
{
    private readonly RestCaller _api = app.Api();
    private readonly string _user = $"u-{Guid.NewGuid():n}";

    public static TheoryData<string, int, string> BadQuestions => new()
    {
        { "", 400, "bad_query" },
        { "?kind=Big%20News", 400, "bad_query" },
        { "?kind=a&kind=b", 400, "bad_query" },
        { "?kind=changed&type=workitem", 400, "bad_query" },
        { "?kind=changed&id=42", 400, "bad_query" },
        { "?kind=changed&type=Work&id=42", 400, "bad_query" },
        { "?kind=changed&type=workitem&id=4%2F2", 400, "bad_query" },
        { "?kind=changed&reason=curious", 400, "bad_query" },
        { "?kind=changed&notification=n", 400, "bad_query" },
        { "?notification=n&type=workitem&id=42", 400, "bad_query" },
        { "?notification=a%2Fb", 400, "bad_query" },
        { "?notification=nothing-of-this-id", 404, "not_found" },
    };

    [Theory]
    [MemberData(nameof(BadQuestions), DisableDiscoveryEnumeration = true)]
    public async Task A_bad_question_is_refused(string query, int status, string code) =>
        (await _api.GetAsync($"users/{_user}/explain{query}")).IsProblem(status, code);

    [Fact]
    public async Task Users_ask_for_themselves_and_keys_for_everybody()
    {
        var user = await app.UserAsync(_user);
        (await user.GetAsync($"users/{_user}/explain?kind=deploy")).Is(200);
        (await user.GetAsync("users/somebody-else/explain?kind=deploy")).IsProblem(403, "access_denied");
        (await _api.GetAsync("users/no%09user/explain?kind=deploy")).IsProblem(400, "bad_user");
        (await app.Api(ServerApp.ReadingKey, "reading").GetAsync($"users/{_user}/explain?kind=deploy")).IsProblem(403, "scope_denied");
    }

    [Fact]
    public async Task Without_an_entity_one_would_be_told_as_a_recipient()
    {
        var answer = (await _api.GetAsync($"users/{_user}/explain?kind=deploy")).Is(200);

        Assert.Equal(
            $$"""{"user":"{{_user}}","kind":"deploy","told":true,"rule":"told","reason":"recipient","decision":{"inbox":true,"inboxRule":"default","live":true,"liveRule":"default"},"because":"{{_user}} is told, being named as a recipient, and nobody said otherwise."}""",
            answer.Json.GetRawText());
    }

    [Fact]
    public async Task Of_an_entity_it_says_for_what_reason_if_any()
    {
        var path = await _api.CreateAsync();
        var question = $"users/{_user}/explain?kind=changed&type=workitem&id={path.Split('/')[^1]}";

        var nothing = (await _api.GetAsync(question)).Is(200);
        Assert.Equal(("False", "not_following", null, null), (nothing.Find("told"), nothing.Find("rule"), nothing.Find("reason"), nothing.Find("decision")));
        Assert.Contains("neither follows", nothing.Find("because"), StringComparison.Ordinal);
        var mentioned = (await _api.GetAsync(question + "&reason=mentioned")).Is(200);
        Assert.Equal(("True", "mentioned", "mention"), (mentioned.Find("told"), mentioned.Find("reason"), Rule(mentioned)));

        (await _api.SendAsync("PUT", $"{path}/followers/{_user}")).Is(204);
        Assert.Equal("following", (await _api.GetAsync(question)).Is(200).Find("reason"));
        (await _api.SendAsync("PATCH", path, $$"""{"assignee":"{{_user}}"}""")).Is(200);
        Assert.Equal("assigned", (await _api.GetAsync(question)).Is(200).Find("reason"));
        (await _api.SendAsync("DELETE", $"{path}/followers/{_user}")).Is(204);
        Assert.Equal("not_following", (await _api.GetAsync(question)).Is(200).Find("rule"));
    }

    [Fact]
    public async Task A_mute_is_named_and_a_mention_breaks_through_it()
    {
        var user = await app.UserAsync(_user);
        (await user.SendAsync("PUT", "me/preferences", """{"entities":{"workitem/7":"mute"}}""")).Is(200);

        var muted = (await user.GetAsync($"users/{_user}/explain?kind=commented&type=workitem&id=7&reason=following")).Is(200);
        Assert.Equal(("False", "entity_mute", "entity_mute"), (muted.Find("told"), muted.Find("rule"), Rule(muted)));
        Assert.Equal($"{_user} is not told, because {_user} muted workitem/7.", muted.Find("because"));
        Assert.Equal("mention", Rule((await user.GetAsync($"users/{_user}/explain?kind=mentioned&type=workitem&id=7")).Is(200)));
    }

    [Fact]
    public async Task What_was_decided_of_a_notification_stays_when_the_preferences_change()
    {
        var user = await app.UserAsync(_user);
        (await user.SendAsync("PUT", "me/preferences", """{"kinds":{"silent":{"inbox":false},"soft":{"live":false}}}""")).Is(200);
        var silent = await NotifyAsync("silent");
        var soft = await NotifyAsync("soft");
        await Inbox.WaitForAsync(user, 1);
        (await user.SendAsync("PUT", "me/preferences", "{}")).Is(200);

        var answer = (await user.GetAsync($"users/{_user}/explain?notification={soft}")).Is(200);
        Assert.Equal((soft, "soft", "recipient", "1"), (answer.Find("notification"), answer.Find("kind"), answer.Find("reason"), answer.Find("seq")));
        Assert.Equal("""{"inbox":true,"inboxRule":"default","live":false,"liveRule":"kind"}""", answer.Find("decision"));
        Assert.NotNull(answer.Find("at"));
        Assert.EndsWith($"it was not shown live, because {_user}'s preferences say so of 'soft'.", answer.Find("because"), StringComparison.Ordinal);

        // Sent before the other, and maybe decided after it.
        var gone = await DecidedAsync(silent);
        Assert.Equal(("kind", null), (Rule(gone), gone.Find("seq")));
    }

    [Fact]
    public async Task Whoever_asked_for_a_notification_to_oneself_hears_that_it_was_ones_own_doing()
    {
        var sent = (await _api.SendAsync(
            "POST", "notifications", $$"""{"to":["{{_user}}"],"kind":"deploy","title":"t"}""", $"X-Actor: {_user}")).Is(202);

        Assert.Equal("author", Rule(await DecidedAsync(sent.Find("id")!)));
    }

    private async Task<RestAnswer> DecidedAsync(string notification) => (await Waiting.UntilAsync(
        () => _api.GetAsync($"users/{_user}/explain?notification={notification}"),
        answer => answer.Status != HttpStatusCode.NotFound,
        $"what was decided of {notification}")).Is(200);

    private static string? Rule(RestAnswer answer) => answer.Json.GetProperty("decision").GetProperty("inboxRule").GetString();

    private async Task<string> NotifyAsync(string kind) =>
        (await _api.SendAsync("POST", "notifications", $$"""{"to":["{{_user}}"],"kind":"{{kind}}","title":"t"}""")).Is(202).Find("id")!;
}
