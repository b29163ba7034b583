using System.Text.Json;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api;

[Collection(nameof(SharedServer))]
public sealed class BatchApiTests(ServerApp app)
{
    private readonly RestCaller _api = app.Api();
    private readonly string _id = Guid.NewGuid().ToString("n");

    [Fact]
    public async Task Each_operation_has_a_result_of_its_own_in_its_place()
    {
        var results = await RunAsync(
            Operation("put", _id, """{"title":"one"}"""),
            Operation("patch", _id, """{"title":"two"}"""),
            Operation("patch", _id + "-x", """{"title":"two"}"""),
            Operation("put", "bad/key", """{}"""),
            Operation("put", _id + "-y", """{"title":1,"\u0001":null}"""),
            Operation("patch", _id, """{"":1}"""),
            """{"op":"fly","type":"workitem","id":"1"}""",
            """{"op":"put","type":"workitem","id":"1"}""",
            """{"op":"patch","type":"workitem","id":"1","fields":{},"extra":1}""",
            $$"""{"op":"patch","type":"workitem","id":"{{_id}}","fields":{"title":"three"},"ifMatch":"abc:1"}""",
            $$"""{"op":"patch","type":"workitem","id":"{{_id}}","fields":{"title":"three"},"ifMatch":"rubbish"}""",
            $$"""{"op":"delete","type":"workitem","id":"{{_id}}","ifMatch":"*"}""");
        Assert.Equal([201, 200, 404, 400, 400, 400, 400, 400, 400, 412, 400, 204], results.Select(result => result.GetProperty("status").GetInt32()));
        Assert.Equal(
            [null, null, "not_found", "bad_key", "bad_field", "bad_field", "bad_body", "bad_body", "bad_body", "position_conflict", "bad_precondition", null],
            results.Select(result => result.TryGetProperty("code", out var code) ? code.GetString() : null));
        Assert.EndsWith(":2", results[1].GetProperty("position").GetString(), StringComparison.Ordinal);
        Assert.Equal(results[1].GetProperty("position").GetString(), results[9].GetProperty("position").GetString());
        Assert.Equal("bad/key", results[3].GetProperty("id").GetString());
        (await _api.GetAsync($"entities/workitem/{_id}")).IsProblem(404, "not_found");
        (await _api.GetAsync($"entities/workitem/{_id}-y")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task Of_many_conflicts_on_a_large_entity_the_first_name_the_changed_fields()
    {
        string Fields(int value) => $"{{{string.Join(",", Enumerable.Range(0, 1_900).Select(i => $"\"{i:D118}\":{value}"))}}}";
        var before = (await _api.SendAsync("PUT", $"entities/workitem/{_id}", $$"""{"fields":{{Fields(1)}}}""")).Is(201).Position;
        (await _api.SendAsync("PUT", $"entities/workitem/{_id}", $$"""{"fields":{{Fields(2)}}}""")).Is(200);

        var results = await RunAsync([.. Enumerable.Repeat($$"""{"op":"delete","type":"workitem","id":"{{_id}}","ifMatch":"{{before}}"}""", 20)]);

        Assert.All(results, result => Assert.Equal("position_conflict", result.GetProperty("code").GetString()));
        Assert.Equal(1_900, results[0].GetProperty("changedFields").GetArrayLength());
        Assert.All(results.Skip(1), result => Assert.False(result.TryGetProperty("changedFields", out _)));
    }

    [Fact]
    public async Task The_address_that_is_a_relative_URI_does_the_same()
    {
        var relative = new Uri("entities/batch", UriKind.Relative);
        var ran = await _api.SendAsync("POST", $"{relative}", $$"""{"operations":[{{Operation("put", _id, """{"title":null,"a":{"b":null,"c":[null]}}""")}}]}""");
        Assert.Equal(201, ran.Is(200).Json.GetProperty("results")[0].GetProperty("status").GetInt32());
        Assert.Equal("""{"a":{"c":[null]}}""", (await _api.GetAsync($"entities/workitem/{_id}")).Find("fields"));
    }

    [Theory]
    [InlineData("""{"op":"Put","type":"workitem","id":"1","fields":{}}""", "op")]
    [InlineData("""{"op":null,"type":"workitem","id":"1","fields":{}}""", "op")]
    [InlineData("""{"op":"put","type":"workitem","id":1,"fields":{}}""", "id")]
    [InlineData("""{"op":"put","id":"1","fields":{}}""", "type")]
    [InlineData("""{"op":"put","type":"workitem","id":"1","fields":[]}""", "fields")]
    [InlineData("""{"op":"patch","type":"workitem","id":"1","fields":null}""", "fields")]
    [InlineData("""{"op":"delete","type":"workitem","id":"1","fields":{}}""", "fields")]
    [InlineData("""{"op":"delete","type":"workitem","id":"1","ifMatch":""}""", "ifMatch")]
    [InlineData("""{"op":"delete","type":"workitem","id":"1","ifMatch":["*"]}""", "ifMatch")]
    public async Task An_operation_without_shape_is_refused_alone(string operation, string field)
    {
        var results = await RunAsync(operation, Operation("put", _id, "{}"));
        Assert.Equal(("bad_body", field), (results[0].GetProperty("code").GetString(), results[0].GetProperty("field").GetString()));
        Assert.Equal(201, results[1].GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Operations_on_one_entity_run_in_their_order_and_five_hundred_fit()
    {
        var patches = Enumerable.Range(1, 499).Select(i => Operation("patch", _id, $$"""{"title":"{{i}}"}"""));
        var results = await RunAsync([Operation("put", _id, "{}"), .. patches]);
        Assert.Equal(500, results.Length);
        for (var i = 0; i < results.Length; i++)
            Assert.EndsWith($":{i + 1}", results[i].GetProperty("position").GetString(), StringComparison.Ordinal);
        var state = await _api.GetAsync($"entities/workitem/{_id}");
        Assert.Equal("""{"title":"499"}""", state.Find("fields"));
    }

    [Fact]
    public async Task A_repeated_batch_does_nothing_a_second_time()
    {
        string[] key = [$"Idempotency-Key: {Guid.NewGuid()}"];
        var body = Body(Operation("put", _id, """{"n":1}"""), Operation("patch", _id, """{"n":2}"""));
        var first = (await _api.SendAsync("POST", "entities:batch", body, key)).Is(200);
        var repeat = (await _api.SendAsync("POST", "entities:batch", body, key)).Is(200);
        Assert.Equal(Positions(first), Positions(repeat));
        Assert.All(Results(repeat), result => Assert.True(result.GetProperty("replayed").GetBoolean()));
        Assert.Equal([201, 200], Results(repeat).Select(result => result.GetProperty("status").GetInt32()));
        Assert.EndsWith(":2", (await _api.GetAsync($"entities/workitem/{_id}")).Position, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""[]""")]
    [InlineData("""{"operations":{}}""")]
    [InlineData("""{"operations":[1]}""")]
    [InlineData("""{"operations":[],"atomic":true}""")]
    public async Task A_batch_without_shape_is_refused_as_a_whole(string body) =>
        (await _api.SendAsync("POST", "entities:batch", body)).IsProblem(400, "bad_body");

    [Fact]
    public async Task A_batch_past_five_hundred_is_refused_and_nothing_of_it_done()
    {
        var operations = Enumerable.Repeat(Operation("put", _id, "{}"), 501).ToArray();
        (await _api.SendAsync("POST", "entities:batch", Body(operations))).IsProblem(400, "too_many_operations");
        (await _api.GetAsync($"entities/workitem/{_id}")).Is(404);
    }

    [Fact]
    public async Task A_batch_past_one_MiB_is_refused()
    {
        var big = Operation("put", _id, $$"""{"title":"{{new string('x', 200 * 1024)}}"}""");
        Assert.Equal(201, Assert.Single(await RunAsync(big)).GetProperty("status").GetInt32());
        (await _api.SendAsync("POST", "entities:batch", Body([.. Enumerable.Repeat(big, 6)]))).IsProblem(413, "body_too_large");
    }

    [Fact]
    public async Task Fields_in_a_batch_nest_as_deep_as_anywhere()
    {
        static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);
        Assert.Equal(201, Assert.Single(await RunAsync(Operation("put", _id, Nested(16)))).GetProperty("status").GetInt32());
        (await _api.SendAsync("POST", "entities:batch", Body(Operation("put", _id, Nested(17))))).IsProblem(400, "too_deep");
    }

    private static string Operation(string op, string id, string fields) =>
        $$"""{"op":"{{op}}","type":"workitem","id":"{{id}}","fields":{{fields}}}""";

    private static string Body(params string[] operations) => $$"""{"operations":[{{string.Join(',', operations)}}]}""";

    private async Task<JsonElement[]> RunAsync(params string[] operations) =>
        Results((await _api.SendAsync("POST", "entities:batch", Body(operations))).Is(200));

    private static JsonElement[] Results(RestAnswer answer) => [.. answer.Json.GetProperty("results").EnumerateArray()];

    private static IEnumerable<string?> Positions(RestAnswer answer) => Results(answer).Select(result => result.GetProperty("position").GetString());
}
