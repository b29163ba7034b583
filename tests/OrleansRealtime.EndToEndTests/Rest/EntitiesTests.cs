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

    private static string Sorted(JsonElement fields) =>
        $"{{{string.Join(',', fields.EnumerateObject().OrderBy(field => field.Name).Select(field => $"\"{field.Name}\":{field.Value.GetRawText()}"))}}}";
}
