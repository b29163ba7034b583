using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Rest;

/// <summary>The calls on one entity, from outside and as PROTOCOL.md has them.</summary>
public sealed class EntitiesTests(SharedServer shared)
{
    private const string Item = "entities/workitem/1";
    private readonly RestCaller _api = shared.Process.NewWorkspace();

    [Fact]
    public async Task An_entity_is_created_read_patched_replaced_and_deleted()
    {
        var created = (await _api.PutAsync(Item, new { fields = new { title = "one", tags = new[] { "a" } } }, ("X-Actor", "ana"))).Is(Created);
        Assert.Equal($"\"{created.Position}\"", created.ETag);
        Assert.EndsWith($"/{Item}", created.Headers["Location"]);
        Assert.Matches("^[a-z0-9]{1,16}:1$", created.Position);
        Assert.Equal("ana", created["updatedBy"].GetString());
        Assert.Equal((0, 0), (created["comments"].GetInt32(), created["followers"].GetInt32()));
        Assert.EndsWith("Z", created["createdAt"].GetString());

        var read = (await _api.GetAsync(Item)).Is(OK);
        Assert.Equal(created.Text, read.Text);
        (await _api.GetAsync(Item, ("If-None-Match", read.ETag!))).Is(NotModified);

        var patched = (await _api.PatchAsync(Item, """{"title":"two","more":{"deep":1}}""")).Is(OK);
        Assert.Equal("""{"more":{"deep":1},"tags":["a"],"title":"two"}""", Sorted(patched["fields"]));
        (await _api.GetAsync(Item, ("If-None-Match", read.ETag!))).Is(OK);
        var removed = (await _api.PatchAsync(Item, """{"tags":null}""", ("Content-Type", "application/merge-patch+json"))).Is(OK);
        Assert.Equal("""{"more":{"deep":1},"title":"two"}""", Sorted(removed["fields"]));

        var replaced = (await _api.PutAsync(Item, new { fields = new { only = true } })).Is(OK);
        Assert.Equal("""{"only":true}""", replaced["fields"].GetRawText());
        Assert.EndsWith(":4", replaced.Position);

        (await _api.DeleteAsync(Item)).Is(NoContent);
        (await _api.GetAsync(Item)).IsProblem(404, "not_found");
        (await _api.PatchAsync(Item, new { title = "gone" })).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task A_mutation_that_changes_nothing_keeps_the_position()
    {
        var created = await _api.CreateAsync("workitem", "1", new { title = "same" });
        var same = (await _api.PatchAsync(Item, new { title = "same" })).Is(OK);
        Assert.Equal(created.Position, same.Position);
    }

    [Fact]
    public async Task Preconditions_hold_or_answer_where_the_entity_is()
    {
        (await _api.PutAsync(Item, new { fields = new { } }, ("If-Match", "*"))).IsProblem(412, "position_conflict");
        var created = (await _api.PutAsync(Item, new { fields = new { a = 1, b = 1 } }, ("If-None-Match", "*"))).Is(Created);
        (await _api.PutAsync(Item, new { fields = new { a = 2 } }, ("If-None-Match", "*"))).IsProblem(412, "position_conflict");

        var second = (await _api.PatchAsync(Item, new { a = 2 }, ("If-Match", created.ETag!))).Is(OK);
        var conflict = (await _api.PatchAsync(Item, new { a = 3 }, ("If-Match", created.ETag!))).IsProblem(412, "position_conflict");
        Assert.Equal(second.Position, conflict["position"].GetString());
        Assert.Equal("""["a"]""", conflict["changedFields"].GetRawText());
        (await _api.DeleteAsync(Item, ("If-Match", created.ETag!))).IsProblem(412, "position_conflict");
        (await _api.DeleteAsync(Item, ("If-Match", second.ETag!))).Is(NoContent);
    }

    [Fact]
    public async Task A_repeat_under_its_key_answers_the_same_and_does_nothing()
    {
        await _api.CreateAsync("workitem", "1", new { n = 0 });
        var first = (await _api.PatchAsync(Item, new { n = 1 }, ("Idempotency-Key", "k1"))).Is(OK);
        Assert.False(first.Replayed);
        var later = (await _api.PatchAsync(Item, new { n = 2 })).Is(OK);

        var repeat = (await _api.PatchAsync(Item, new { n = 1 }, ("Idempotency-Key", "k1"))).Is(OK);
        Assert.True(repeat.Replayed);
        Assert.Equal(first.ETag, repeat.ETag);
        Assert.Equal(later.ETag, (await _api.GetAsync(Item)).ETag);
        (await _api.PatchAsync(Item, new { n = 9 }, ("Idempotency-Key", "k1"))).IsProblem(422, "idempotency_mismatch");

        (await _api.DeleteAsync(Item, ("Idempotency-Key", "k2"))).Is(NoContent);
        Assert.True((await _api.DeleteAsync(Item, ("Idempotency-Key", "k2"))).Is(NoContent).Replayed);
    }

    [Fact]
    public async Task Changes_since_a_position_chain_up_to_now()
    {
        var at = (await _api.CreateAsync("workitem", "1", new { n = 0 })).Position;
        for (var n = 1; n <= 3; n++) (await _api.PatchAsync(Item, new { n }, ("X-Actor", "ana"))).Is(OK);

        var since = (await _api.GetAsync($"{Item}/changes?since={at}")).Is(OK);
        Assert.Equal(at, since["from"].GetString());
        foreach (var change in since["changes"].EnumerateArray())
        {
            Assert.Equal(at, change.GetProperty("from").GetString());
            Assert.Equal("ana", change.GetProperty("updatedBy").GetString());
            at = change.GetProperty("to").GetString()!;
        }

        Assert.EndsWith(":4", at);
        Assert.Equal(at, since["to"].GetString());
        Assert.Equal(0, (await _api.GetAsync($"{Item}/changes?since={at}")).Is(OK)["changes"].GetArrayLength());
        (await _api.GetAsync($"{Item}/changes?since=zzzz:1")).IsProblem(410, "history_gone");
        (await _api.GetAsync($"{Item}/changes?since=rubbish")).IsProblem(400, "bad_position");
        (await _api.GetAsync($"{Item}/changes")).IsProblem(400, "bad_position");
    }

    private static string Sorted(JsonElement fields) =>
        $"{{{string.Join(',', fields.EnumerateObject().OrderBy(field => field.Name).Select(field => $"\"{field.Name}\":{field.Value.GetRawText()}"))}}}";
}
