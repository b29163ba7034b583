using OrleansRealtime.Tests.Server.Hub;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>Positions that lead nowhere, wherever a client may give one: a stable code, or the state anew; and nothing changes.</summary>
[Collection(nameof(SharedServer))]
public sealed class PositionsApiTests(ServerApp server)
{
    /// <summary>Of a position that is none.</summary>
    public static TheoryData<string> Garbage =>
        ["", ":", "abc", "abc:", ":1", "abc:0", "abc:-1", "abc:01", "abc:1.0", "abc:9007199254740992", "ABC:1", "a_b:1", "abc:1:1", "abc: 1", "abcdefghijklmnopq:1", "é:1"];

    /// <summary>Of a position that is well formed and not one of this entity.</summary>
    public static TheoryData<string> Strange => ["another entity", "another life", "the future", "the far future"];

    [Theory]
    [MemberData(nameof(Garbage))]
    public async Task Garbage_has_a_code_of_its_own_everywhere(string garbage)
    {
        var api = server.Api();
        var path = await api.CreateAsync();
        var before = await api.GetAsync(path);

        (await api.GetAsync($"{path}/changes?since={Uri.EscapeDataString(garbage)}")).IsProblem(400, "bad_position");
        var operation = $$"""{"op":"patch","type":"workitem","id":"{{IdOf(path)}}","fields":{"title":"x"},"ifMatch":"{{garbage}}"}""";
        var results = (await api.SendAsync("POST", "entities:batch", $$"""{"operations":[{{operation}}]}""")).Is(200).Json.GetProperty("results");
        Assert.Equal(garbage.Length == 0 ? "bad_body" : "bad_precondition", results[0].GetProperty("code").GetString());
        if (garbage.All(char.IsAscii))
            (await api.SendAsync("PATCH", path, """{"title":"x"}""", $"If-Match: \"{garbage}\"")).IsProblem(400, "bad_precondition");
        await using var client = await server.HubOfAsync("ana");
        var result = await client.WatchAsync(IdOf(path), garbage);
        Assert.Equal("bad_position", result.GetProperty("code").GetString());

        Assert.Equal(before.Position, (await api.GetAsync(path)).Position);
    }

    [Theory]
    [MemberData(nameof(Strange))]
    public async Task A_position_that_the_entity_never_had_is_told_apart_everywhere(string which)
    {
        var api = server.Api();
        var path = await api.CreateAsync();
        var at = (await api.GetAsync(path)).Position!;
        var strange = which switch
        {
            "another entity" => (await api.GetAsync(await api.CreateAsync())).Position!,
            "another life" => await FormerLifeAsync(),
            "the future" => $"{at.Split(':')[0]}:{2}",
            _ => $"{at.Split(':')[0]}:9007199254740991",
        };

        Assert.Equal(at, (await api.GetAsync($"{path}/changes?since={strange}")).IsProblem(410, "history_gone").Position);
        var conflict = (await api.SendAsync("PATCH", path, """{"title":"x"}""", $"If-Match: \"{strange}\"")).IsProblem(412, "position_conflict");
        Assert.Equal(at, conflict.Position);
        (await api.GetAsync(path, $"If-None-Match: \"{strange}\"")).Is(200);
        await using var client = await server.HubOfAsync("ana");
        Assert.True((await client.WatchAsync(IdOf(path), strange)).GetProperty("ok").GetBoolean());
        var state = await client.NextAsync("state");
        Assert.Equal((at, "True"), (state.Find("position"), state.Find("reset")));

        async Task<string> FormerLifeAsync()
        {
            var former = at;
            (await api.SendAsync("DELETE", path)).Is(204);
            at = (await api.SendAsync("PUT", path, """{"fields":{}}""")).Is(201).Position!;
            return former;
        }
    }

    private static string IdOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
