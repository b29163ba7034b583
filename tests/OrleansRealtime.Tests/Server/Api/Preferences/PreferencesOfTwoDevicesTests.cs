using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api.Preferences;

/// <summary>Two devices change the preferences of one user: neither undoes what the other did.</summary>
[Collection(nameof(SharedServer))]
public sealed class PreferencesOfTwoDevicesTests(ServerApp app)
{
    [Fact]
    public async Task Each_patch_changes_what_it_names_and_nothing_else()
    {
        var user = await NewUserAsync();

        await Task.WhenAll(Enumerable.Range(1, 8).Select(async n =>
            (await user.SendAsync("PATCH", "me/preferences", $$$"""{"entities":{"workitem/{{{n}}}":"mute"}}""")).Is(200)));
        var merged = (await user.SendAsync("PATCH", "me/preferences", """{"entities":{"workitem/1":null},"mentionsBreakThrough":false}""")).Is(200);

        Assert.Equal(7, merged.Json.GetProperty("entities").EnumerateObject().Count());
        Assert.False(merged.Json.GetProperty("mentionsBreakThrough").GetBoolean());
    }

    [Theory]
    [InlineData("PUT", """{"entities":{"workitem/2":"mute"}}""")]
    [InlineData("PATCH", """{"entities":{"workitem/2":"mute"}}""")]
    public async Task A_change_to_what_is_no_more_is_refused_and_changes_nothing(string method, string body)
    {
        var user = await NewUserAsync();
        var first = (await user.SendAsync("PUT", "me/preferences", """{"entities":{"workitem/1":"mute"}}""")).Is(200);
        var tag = first.ETag!;
        var second = (await user.SendAsync(method, "me/preferences", """{"channels":{"live":false}}""", $"If-Match: {tag}")).Is(200);

        (await user.SendAsync(method, "me/preferences", body, $"If-Match: {tag}", "Idempotency-Key: late")).IsProblem(412, "preferences_conflict");

        var now = (await user.GetAsync("me/preferences")).Is(200);
        Assert.Equal(second.Json.GetRawText(), now.Json.GetRawText());
        Assert.Equal(second.ETag, now.ETag);
        (await user.GetAsync("me/preferences", $"If-None-Match: {now.ETag}")).Is(304);
        (await user.GetAsync("me/preferences", $"If-None-Match: {tag}")).Is(200);
        // The refusal took no key: the same request goes through where it may.
        (await user.SendAsync(method, "me/preferences", body, $"If-Match: {now.ETag}", "Idempotency-Key: late")).Is(200);
        var again = (await user.SendAsync(method, "me/preferences", body, $"If-Match: {now.ETag}", "Idempotency-Key: late")).Is(200);
        Assert.True(again.Replayed);
    }

    [Theory]
    [InlineData("If-Match: 7")]
    [InlineData("If-Match: \"x\"")]
    [InlineData("If-Match: \"1\", \"2\"")]
    [InlineData("If-Match: \"-1\"")]
    [InlineData("If-None-Match: *")]
    public async Task A_bad_precondition_is_refused(string header)
    {
        var user = await NewUserAsync();
        (await user.SendAsync("PUT", "me/preferences", "{}", header)).IsProblem(400, "bad_precondition");
        (await user.SendAsync("PATCH", "me/preferences", "{}", header)).IsProblem(400, "bad_precondition");
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("""{"sound":true}""", "sound")]
    [InlineData("""{"entities":{"workitem":"mute"}}""", "entities.workitem")]
    [InlineData("""{"channels":{"live":"yes"}}""", "channels.live")]
    [InlineData("""{"quietHours":{"zone":"UTC","from":"22:00"}}""", "quietHours.to")]
    public async Task A_bad_patch_is_refused_by_its_path(string patch, string? field)
    {
        var user = await NewUserAsync();
        var refused = (await user.SendAsync("PATCH", "me/preferences", patch)).IsProblem(400, "bad_preferences");
        Assert.Equal(field, refused.Find("field"));
    }

    [Fact]
    public async Task Whoever_chooses_follow_follows_the_entity_if_it_is_there()
    {
        var path = await app.Api().CreateAsync();
        var (name, user) = await NamedUserAsync();
        var id = path.Split('/')[^1];

        (await user.SendAsync("PATCH", "me/preferences", $$$"""{"entities":{"workitem/{{{id}}}":"follow","workitem/nowhere":"follow"}}""")).Is(200);

        var followers = (await app.Api().GetAsync(path + "/followers")).Is(200);
        Assert.Contains(name, followers.Json.GetProperty("followers").EnumerateArray().Select(follower => follower.GetString()));
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    public async Task A_repeat_of_a_choice_that_another_device_took_back_follows_nothing(string method)
    {
        var path = await app.Api().CreateAsync();
        var (name, user) = await NamedUserAsync();
        var choice = $"workitem/{path.Split('/')[^1]}";
        var follow = $$$"""{"entities":{"{{{choice}}}":"follow"}}""";
        var key = $"Idempotency-Key: {Guid.NewGuid()}";
        (await user.SendAsync(method, "me/preferences", follow, key)).Is(200);
        (await user.SendAsync("PATCH", "me/preferences", $$$"""{"entities":{"{{{choice}}}":null}}""")).Is(200);
        (await user.SendAsync("DELETE", $"{path}/followers/{name}")).Is(204);

        var repeat = (await user.SendAsync(method, "me/preferences", follow, key)).Is(200);

        Assert.True(repeat.Replayed);
        Assert.Empty((await app.Api().GetAsync(path + "/followers")).Is(200).Json.GetProperty("followers").EnumerateArray());
    }

    [Fact]
    public async Task A_repeat_of_a_patch_is_not_judged_by_what_another_device_put_meanwhile()
    {
        var user = await NewUserAsync();
        var key = $"Idempotency-Key: {Guid.NewGuid()}";
        (await user.SendAsync("PATCH", "me/preferences", """{"entities":{"workitem/one-more":"mute"}}""", key)).Is(200);
        var many = string.Join(',', Enumerable.Range(0, 1_000).Select(n => $"\"workitem/{n}\":\"mute\""));
        (await user.SendAsync("PUT", "me/preferences", "{\"entities\":{" + many + "}}")).Is(200);

        Assert.True((await user.SendAsync("PATCH", "me/preferences", """{"entities":{"workitem/one-more":"mute"}}""", key)).Is(200).Replayed);
    }

    private async Task<RestCaller> NewUserAsync() => (await NamedUserAsync()).User;

    private async Task<(string Name, RestCaller User)> NamedUserAsync()
    {
        var name = $"u-{Guid.NewGuid():n}";
        return (name, await app.UserAsync(name));
    }
}
