using System.Text.Json.Nodes;
using OrleansRealtime.Tests.Documents;

namespace OrleansRealtime.Tests.Server.Hosting;

/// <summary>The document as a generator of clients reads it.</summary>
[Collection(nameof(SharedServer))]
public sealed class OpenApiTests(ServerApp app)
{
    /// <summary>What the client's types are made from; <c>npm run types</c> makes them.</summary>
    private static readonly string File = Repository.PathOf("src", "web", "client", "openapi.json");

    [Fact]
    public async Task Every_body_has_a_named_schema()
    {
        var bodies = Bodies(await DocumentAsync()).ToList();
        Assert.NotEmpty(bodies);
        Assert.All(bodies, body => Assert.StartsWith("#/components/schemas/", (string?)body.Schema["$ref"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_error_is_one_schema() => Assert.Equal(
        ["#/components/schemas/Problem"],
        Bodies(await DocumentAsync()).Where(body => body.Type == "application/problem+json").Select(body => (string)body.Schema["$ref"]!).Distinct());

    [Theory]
    [InlineData("State")]
    [InlineData("Change")]
    [InlineData("Comment")]
    [InlineData("InboxItem")]
    [InlineData("Badge")]
    [InlineData("Preferences")]
    [InlineData("Problem")]
    public async Task What_clients_hold_has_a_name(string name) =>
        Assert.Equal("object", (string?)(await DocumentAsync())["components"]!["schemas"]![name]!["type"]);

    [Fact]
    public async Task A_member_that_may_be_absent_is_not_required_and_never_null()
    {
        var problem = (await DocumentAsync())["components"]!["schemas"]!["Problem"]!;
        Assert.Equal(["type", "title", "status", "code"], problem["required"]!.AsArray().Select(name => (string)name!));
        Assert.Equal("string", (string?)problem["properties"]!["detail"]!["type"]);
        Assert.Equal("array", (string?)problem["properties"]!["changedFields"]!["type"]);
    }

    [Fact]
    public async Task Every_parameter_of_a_path_is_declared()
    {
        foreach (var (path, calls) in (await DocumentAsync())["paths"]!.AsObject())
        foreach (var (_, call) in calls!.AsObject())
        {
            var declared = call!["parameters"]?.AsArray().Where(parameter => (string?)parameter!["in"] == "path").Select(parameter => $"{{{(string)parameter!["name"]!}}}");
            Assert.Equal(path.Split('/').Where(part => part.StartsWith('{')).Order(), (declared ?? []).Order());
        }
    }

    [Fact]
    public async Task A_number_has_bounds_and_a_limit_its_default_and_a_choice_its_words()
    {
        var parameters = (
            from path in (await DocumentAsync())["paths"]!.AsObject()
            from call in path.Value!.AsObject()
            from parameter in call.Value!["parameters"]?.AsArray() ?? []
            select (Name: (string)parameter["name"]!, Schema: parameter["schema"]!)).ToList();

        var numbers = parameters.Where(parameter => (string?)parameter.Schema["type"] == "integer").ToList();
        Assert.NotEmpty(numbers);
        Assert.All(numbers, number => Assert.True((long)number.Schema["minimum"]! < (long)number.Schema["maximum"]!));
        Assert.All(numbers.Where(number => number.Name == "limit"), limit => Assert.True((long)limit.Schema["default"]! > 0));
        Assert.All(
            parameters.Where(parameter => parameter.Name is "filter" or "reason"), choice => Assert.Equal(4, choice.Schema["enum"]!.AsArray().Count));
    }

    [Fact]
    public async Task The_file_that_the_clients_types_are_made_from_is_this_document()
    {
        var served = (await DocumentAsync()).ToJsonString(new() { WriteIndented = true }).ReplaceLineEndings("\n") + "\n";
        var kept = System.IO.File.Exists(File) ? await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken) : "";
        if (kept == served) return;
        await System.IO.File.WriteAllTextAsync(File, served, TestContext.Current.CancellationToken);
        Assert.Fail($"{File} was another document, and is written anew: run `npm run types` in src/web, and commit both.");
    }

    private async Task<JsonNode> DocumentAsync() => JsonNode.Parse(
        (await app.Api().GetAsync("/openapi/v1.json")).Is(200).Json.GetRawText())!;

    private static IEnumerable<(string Type, JsonNode Schema)> Bodies(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from call in path.Value!.AsObject()
        from holder in call.Value!["responses"]!.AsObject().Select(response => response.Value).Append(call.Value["requestBody"])
        where holder?["content"] is not null
        from content in holder["content"]!.AsObject()
        select (content.Key, content.Value!["schema"]!);
}
