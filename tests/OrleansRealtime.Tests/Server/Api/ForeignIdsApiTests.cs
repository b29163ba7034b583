using System.Text.Json;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>Users and entities as identity providers and data name them, through the real web server, on every way in and out.</summary>
[Collection(nameof(SharedWebServer))]
public sealed class ForeignIdsApiTests(WebServerApp app)
{
    public static TheoryData<string> Ids =>
    [
        "ana@acme.com", "auth0|5f7c8", "ACME\\ana", "urn:u:1", "a+b", "a b", "jürgen", "😀", "a%2Fb", "a%20b", "%", "...", "a?b#c&d", "'\"<>", "a,b",
        new string('ж', 128), ":batch", "~", "ju\u0308rgen", "$(x)", "{ws}",
    ];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task An_entity_and_a_user_of_any_name_are_what_they_are_called(string id)
    {
        var (api, part, json) = (app.Api(), Uri.EscapeDataString(id), JsonSerializer.Serialize(id));
        var path = $"entities/foreign/{part}";

        var created = (await api.SendAsync("PUT", path, """{"fields":{"n":1}}""", $"X-Actor: {part}")).Is(201);
        Assert.Equal((id, id), (created.Find("id"), created.Find("updatedBy")));
        Assert.Equal($"/v1/demo/{path}", created.Headers["Location"]);
        Assert.Equal(id, (await api.GetAsync(path)).Is(200).Find("id"));
        (await api.SendAsync("PUT", $"{path}/followers/{part}")).Is(204);
        Assert.Equal($"[{json}]", Normal((await api.GetAsync($"{path}/followers")).Is(200).Find("followers")!));
        Assert.Equal("[]", (await api.GetAsync($"{path}/followers?after={part}")).Is(200).Find("followers"));
        (await api.SendAsync("DELETE", $"{path}/access/{part}")).Is(204);
        Assert.Equal(id, (await api.GetAsync($"users/{part}/presence")).Is(200).Find("user"));
        Assert.Equal(id, (await api.SendAsync("POST", "presence", $$"""{"users":[{{json}}]}""")).Is(200).Json.GetProperty("users")[0].GetProperty("user").GetString());
        (await api.SendAsync("POST", $"{path}/comments", $$"""{"text":"x","mentions":[{{json}}]}""", "X-Actor: bo")).Is(201);

        var user = app.Api((await api.SendAsync("POST", "tokens", $$"""{"user":{{json}}}""")).Is(200).Find("token"));
        var item = (await Inbox.WaitForAsync(user, 1)).Json.GetProperty("items")[0];
        Assert.Equal(("mentioned", id), (item.GetProperty("kind").GetString(), item.GetProperty("entity").GetProperty("id").GetString()));
        Assert.Single((await user.GetAsync($"me/inbox?type=foreign&id={part}")).Is(200).Json.GetProperty("items").EnumerateArray());
        (await user.SendAsync("PUT", "me/preferences", $$$"""{"entities":{{{{JsonSerializer.Serialize($"foreign/{id}")}}}:"mute"}}""")).Is(200);
        Assert.Equal("entity_mute", (await user.GetAsync($"users/{part}/explain?kind=changed&type=foreign&id={part}")).Is(200).Find("rule"));
        var batch = await api.SendAsync("POST", "entities/batch", $$"""{"operations":[{"op":"delete","type":"foreign","id":{{json}}}]}""");
        Assert.Equal(204, batch.Is(200).Json.GetProperty("results")[0].GetProperty("status").GetInt32());
        (await api.GetAsync(path)).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task A_refusal_says_what_is_allowed()
    {
        Assert.Contains("1 to 128 characters", (await app.Api().GetAsync("entities/workitem/a%09b")).IsProblem(400, "bad_key").Find("detail"), StringComparison.Ordinal);
        Assert.Contains("1 to 128 characters", (await app.Api().GetAsync("users/a%09b/presence")).IsProblem(400, "bad_user").Find("detail"), StringComparison.Ordinal);
    }

    private static string Normal(string json) => JsonSerializer.Serialize(JsonSerializer.Deserialize<JsonElement>(json));
}
