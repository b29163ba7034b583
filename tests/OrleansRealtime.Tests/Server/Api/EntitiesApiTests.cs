using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api;

[Collection(nameof(SharedServer))]
public sealed class EntitiesApiTests(ServerApp app)
{
    private readonly RestCaller _api = app.Api();

    [Fact]
    public async Task Putting_creates_with_201_and_then_replaces_with_200()
    {
        var path = $"entities/workitem/{Guid.NewGuid():n}";
        var created = (await _api.SendAsync("PUT", path, """{"fields":{"title":"one","rank":1}}""")).Is(201);
        Assert.Equal($"/v1/demo/{path}", created.Headers["Location"]);
        Assert.EndsWith(":1", created.Position, StringComparison.Ordinal);
        Assert.Equal($"\"{created.Position}\"", created.ETag);
        Assert.Equal(
            ["type", "id", "position", "fields", "comments", "followers", "createdAt", "updatedAt", "updatedBy"],
            created.Json.EnumerateObject().Select(member => member.Name));
        Assert.EndsWith("Z", created.Find("createdAt"), StringComparison.Ordinal);

        var replaced = (await _api.SendAsync("PUT", path, """{"fields":{"title":"two"}}""")).Is(200);
        Assert.EndsWith(":2", replaced.Position, StringComparison.Ordinal);
        Assert.Equal("""{"title":"two"}""", replaced.Find("fields"));
    }

    [Fact]
    public async Task A_patch_merges_and_a_patch_that_changes_nothing_keeps_the_position()
    {
        var path = await _api.CreateAsync();
        var patched = (await _api.SendAsync("PATCH", path, """{"a":{"b":1,"c":2},"title":null}""")).Is(200);
        Assert.Equal("""{"a":{"b":1,"c":2}}""", patched.Find("fields"));
        patched = (await _api.SendAsync("PATCH", path, """{"a":{"b":null}}""")).Is(200);
        Assert.Equal("""{"a":{"c":2}}""", patched.Find("fields"));
        var same = (await _api.SendAsync("PATCH", path, """{"a":{"c":2}}""")).Is(200);
        Assert.Equal(patched.Position, same.Position);
        (await _api.SendAsync("PATCH", path + "x", "{}")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task A_read_answers_304_while_the_position_is_current()
    {
        var path = await _api.CreateAsync();
        var state = (await _api.GetAsync(path)).Is(200);
        Assert.Equal(state.ETag, (await _api.GetAsync(path, $"If-None-Match: {state.ETag}")).Is(304).ETag);
        await _api.SendAsync("PATCH", path, """{"title":"two"}""");
        (await _api.GetAsync(path, $"If-None-Match: {state.ETag}")).Is(200);
        (await _api.GetAsync(path, "If-None-Match: rubbish")).IsProblem(400, "bad_precondition");
    }

    [Fact]
    public async Task If_Match_lets_one_of_two_writers_through_and_tells_the_other_what_changed()
    {
        var path = await _api.CreateAsync();
        var etag = (await _api.GetAsync(path)).ETag;
        var first = (await _api.SendAsync("PATCH", path, """{"title":"two"}""", $"If-Match: {etag}")).Is(200);
        var second = (await _api.SendAsync("PATCH", path, """{"title":"three"}""", $"If-Match: {etag}")).IsProblem(412, "position_conflict");
        Assert.Equal(first.Position, second.Position);
        Assert.Equal("""["title"]""", second.Find("changedFields"));
        (await _api.SendAsync("PUT", path + "x", """{"fields":{}}""", "If-Match: *")).IsProblem(412, "position_conflict");
        (await _api.GetAsync(path + "x")).Is(404);
    }

    [Fact]
    public async Task A_deletion_leaves_nothing_and_creating_again_is_a_new_life()
    {
        var path = await _api.CreateAsync();
        var before = (await _api.GetAsync(path)).Position!;
        (await _api.SendAsync("DELETE", path, null, $"If-Match: \"{before}\"")).Is(204);
        (await _api.GetAsync(path)).IsProblem(404, "not_found");
        (await _api.SendAsync("DELETE", path)).IsProblem(404, "not_found");
        var again = (await _api.SendAsync("PUT", path, """{"fields":{}}""", "If-None-Match: *")).Is(201);
        Assert.NotEqual(before.Split(':')[0], again.Position!.Split(':')[0]);
    }

    [Fact]
    public async Task Changes_since_a_position_are_told_until_history_is_gone()
    {
        var path = await _api.CreateAsync();
        var first = (await _api.GetAsync(path)).Position!;
        await _api.SendAsync("PATCH", path, """{"title":"two"}""");
        var last = (await _api.SendAsync("PATCH", path, """{"title":null,"rank":1}""", "X-Actor: ana")).Position;
        var changes = (await _api.GetAsync($"{path}/changes?since={first}")).Is(200);
        Assert.Equal((first, last), (changes.Find("from"), changes.Find("to")));
        var list = changes.Json.GetProperty("changes").EnumerateArray().ToList();
        Assert.Equal(2, list.Count);
        Assert.Equal(first, list[0].GetProperty("from").GetString());
        Assert.Equal(list[0].GetProperty("to").GetString(), list[1].GetProperty("from").GetString());
        Assert.Equal("""{"rank":1,"title":null}""", list[1].GetProperty("fields").GetRawText());
        Assert.Equal("ana", list[1].GetProperty("updatedBy").GetString());
        Assert.Empty((await _api.GetAsync($"{path}/changes?since={last}")).Is(200).Json.GetProperty("changes").EnumerateArray());
        Assert.Equal(last, (await _api.GetAsync($"{path}/changes?since=another:1")).IsProblem(410, "history_gone").Position);
        (await _api.GetAsync($"{path}/changes?since={first.Split(':')[0]}:99")).IsProblem(410, "history_gone");
    }

    [Fact]
    public async Task A_repeat_under_a_key_does_nothing_and_is_answered_the_same()
    {
        var path = $"entities/workitem/{Guid.NewGuid():n}";
        string[] key = [$"Idempotency-Key: {Guid.NewGuid()}"];
        var first = (await _api.SendAsync("PUT", path, """{"fields":{"a":1,"b":2}}""", key)).Is(201);
        Assert.False(first.Replayed);
        var repeat = (await _api.SendAsync("PUT", path, """{ "fields": {"b":2,"a":1} }""", key)).Is(201);
        Assert.True(repeat.Replayed);
        Assert.Equal((first.Position, first.ETag), (repeat.Position, repeat.ETag));
        (await _api.SendAsync("PUT", path, """{"fields":{"a":2}}""", key)).IsProblem(422, "idempotency_mismatch");
        Assert.Equal(first.Position, (await _api.GetAsync(path)).Position);

        // Another caller's key of the same name is another key.
        (await app.Api(ServerApp.OtherKey).SendAsync("PUT", path, """{"fields":{"a":2}}""", key)).Is(200);
        string[] deletion = [$"Idempotency-Key: {Guid.NewGuid()}"];
        (await _api.SendAsync("DELETE", path, null, deletion)).Is(204);
        Assert.True((await _api.SendAsync("DELETE", path, null, deletion)).Is(204).Replayed);
    }

    [Fact]
    public async Task A_server_acts_for_the_user_that_it_names_or_for_nobody()
    {
        var path = await _api.CreateAsync();
        Assert.Equal("", (await _api.GetAsync(path)).Find("updatedBy"));
        Assert.Equal("ana", (await _api.SendAsync("PATCH", path, """{"title":"two"}""", "X-Actor: ana")).Find("updatedBy"));
        var bo = await app.UserAsync("bo");
        Assert.Equal("bo", (await bo.SendAsync("PATCH", path, """{"title":"three"}""")).Find("updatedBy"));
    }

    [Fact]
    public async Task Values_come_back_as_they_went_in()
    {
        var path = await _api.CreateAsync();
        const string Fields = """{"a":"\u0000\u2028😀\"\\/","b":[null,true,0.10,1e999,-0],"c":{"":{"":[]}},"ü":{}}""";
        (await _api.SendAsync("PUT", path, $$"""{"fields":{{Fields}}}""")).Is(200);
        var fields = (await _api.GetAsync(path)).Json.GetProperty("fields");
        Assert.Equal("\0\u2028😀\"\\/", fields.GetProperty("a").GetString());
        Assert.Equal("[null,true,0.10,1e999,-0]", fields.GetProperty("b").GetRawText());
        Assert.Equal("""{"":{"":[]}}""", fields.GetProperty("c").GetRawText());
        Assert.Equal("{}", fields.GetProperty("ü").GetRawText());
    }
}
