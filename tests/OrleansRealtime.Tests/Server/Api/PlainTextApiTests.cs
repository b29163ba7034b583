using System.Text.Json;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Tests.Server.Hub;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>Text of any alphabet crosses the wire as it is.</summary>
[Collection(nameof(SharedServer))]
public sealed class PlainTextApiTests(ServerApp app)
{
    private const string Text = "Привет, 😀 <b>\u2028";

    [Fact]
    public async Task An_entity_of_240_KiB_of_Cyrillic_is_taken_and_one_of_more_than_256_is_not()
    {
        var path = $"entities/workitem/{Guid.NewGuid():n}";
        (await app.Api().SendAsync("PUT", path, Put(120 * 1024))).Is(201);
        (await app.Api().SendAsync("PUT", path, Put(129 * 1024))).IsProblem(422, "entity_too_large");

        static string Put(int letters) => $$$"""{"fields":{"text":"{{{new string('я', letters)}}}"}}""";
    }

    [Fact]
    public async Task States_comments_and_pages_say_text_as_it_is()
    {
        var path = await app.Api().CreateAsync(Text);
        Assert.Equal($"\"{Text}\"", (await app.Api().GetAsync(path)).Is(200).Json.GetProperty("fields").GetProperty("title").GetRawText());
        var comment = (await app.Api().SendAsync("POST", $"{path}/comments", $$"""{"text":"{{Text}}"}""")).Is(201);
        Assert.Equal($"\"{Text}\"", comment.Json.GetProperty("text").GetRawText());
        var page = (await app.Api().GetAsync($"{path}/comments")).Is(200);
        Assert.Equal($"\"{Text}\"", page.Json.GetProperty("comments")[0].GetProperty("text").GetRawText());
    }

    [Fact]
    public async Task Frames_say_text_as_it_is()
    {
        var path = await app.Api().CreateAsync(Text);
        await using var ana = await app.HubAsync(await app.Api().TokenAsync("ana"));
        await ana.WatchAsync(path[(path.LastIndexOf('/') + 1)..]);
        Assert.Equal($"\"{Text}\"", (await ana.NextAsync("state")).Body.GetProperty("fields").GetProperty("title").GetRawText());
    }

    [Fact]
    public async Task Frames_of_the_inbox_and_of_presence_say_text_as_it_is()
    {
        const string name = "Zoë 😀 Привет";
        var user = $"u-{Guid.NewGuid():n}";
        var token = (await app.Api().SendAsync("POST", "tokens", $$"""{"user":"{{user}}","name":"{{name}}"}""")).Is(200).Find("token")!;
        var path = await app.Api().CreateAsync();
        var id = path[(path.LastIndexOf('/') + 1)..];
        await using var zoe = await app.HubAsync(token);
        await zoe.WatchAsync(id);
        await zoe.CallOkAsync("SetPresence", $$$"""{"status":"online","focus":{"type":"workitem","id":"{{{id}}}"}}""");
        Assert.Equal($"\"{name}\"", (await zoe.NextAsync("presence")).Body.GetProperty("users")[0].GetProperty("name").GetRawText());

        (await app.Api().SendAsync("POST", "notifications", $$"""{"to":["{{user}}"],"kind":"told","title":"{{name}}"}""")).Is(202);
        Assert.Equal($"\"{name}\"", (await zoe.NextAsync("notification")).Body.GetProperty("title").GetRawText());
    }

    [Fact]
    public async Task A_patch_with_the_same_text_otherwise_escaped_changes_nothing()
    {
        var path = await app.Api().CreateAsync("Привет 😀");
        var before = (await app.Api().GetAsync(path)).Position;
        var patched = (await app.Api().SendAsync("PATCH", path, """{"title":"\u041fривет \ud83d\ude00"}""")).Is(200);
        Assert.Equal(before, patched.Position);
    }

    [Theory]
    [InlineData("PUT", "", """{"fields":{"title":"\ud83d"}}""")]
    [InlineData("PATCH", "", """{"title":"\ude00"}""")]
    [InlineData("POST", "/comments", """{"text":"\ud83d."}""")]
    public async Task Half_of_a_surrogate_pair_is_refused_before_it_is_stored(string method, string below, string body)
    {
        var path = await app.Api().CreateAsync();
        (await app.Api().SendAsync(method, path + below, body)).IsProblem(400, "malformed_json");
    }

    [Fact]
    public void Half_of_a_surrogate_pair_that_got_in_otherwise_does_not_break_an_answer() =>
        Assert.Equal("a\ufffdb", JsonSerializer.Deserialize<string>(JsonSerializer.Serialize("a\ud83db", WireJson.Options)));
}
