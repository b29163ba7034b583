using System.Text.Json;
using System.Text.RegularExpressions;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.TestKit.Rest;
using OrleansRealtime.Tests.Server.Api;

namespace OrleansRealtime.Tests.Server.Hosting;

/// <summary>What the server says of itself.</summary>
[Collection(nameof(SharedServer))]
public sealed partial class DocumentTests(ServerApp app)
{
    [Fact]
    public async Task Health_says_what_it_is()
    {
        var health = await GetAsync("/health");
        Assert.Equal(
            ["status", "engine", "version", "role", "store", "nodeRole", "standing", "cluster", "members", "clockDifferenceMs", "warnings"],
            health.Json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("Microsoft", health.Find("engine"));
        Assert.Equal("ok", (await GetAsync("/health/ready")).Find("status"));
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/v1")]
    [InlineData("/v1/demo")]
    [InlineData("/v1/demo/nothing")]
    [InlineData("/hub/nothing")]
    public async Task What_is_not_there_is_a_problem_too(string address) =>
        (await app.Api().GetAsync(address)).IsProblem(404, "unknown_path");

    [Fact]
    public async Task The_document_names_every_call_with_its_codes()
    {
        var document = (await GetAsync("/openapi/v1.json")).Json;
        var operations = Operations(document).ToList();
        Assert.Contains(operations, operation => operation.Path == "/v1/{ws}/entities:batch");
        Assert.Equal(operations.Count, operations.Select(operation => operation.Json.GetProperty("operationId").GetString()).Distinct().Count());
        var codes = operations.SelectMany(operation => operation.Json.GetProperty("responses").EnumerateObject())
            .Where(response => response.Name[0] == '4')
            .SelectMany(response => response.Value.GetProperty("description").GetString()!.Split(", "));
        Assert.All(codes, code => ProblemCodes.Of(code));
    }

    [Fact]
    public async Task Every_example_of_the_document_works()
    {
        var api = app.Api(workspace: "examples");
        var ana = await app.UserAsync("ana", "examples");
        (await api.SendAsync("PUT", "entities/workitem/example", """{"fields":{}}""")).Is(201);
        // What is marked has to be there; the example that notifies is answered before it is delivered.
        (await api.SendAsync("POST", "notifications", """{"to":["ana"],"kind":"reminder","title":"One"}""")).Is(202);
        await Inbox.WaitForAsync(ana, 1);
        var document = (await GetAsync("/openapi/v1.json")).Json;
        var tried = 0;
        foreach (var (path, method, operation) in Operations(document))
        {
            if (!operation.TryGetProperty("requestBody", out var body)) continue;
            var address = path.Replace("{type}", "workitem", StringComparison.Ordinal).Replace("{id}", "example", StringComparison.Ordinal);
            var caller = address.Contains("me/", StringComparison.Ordinal) ? ana : api;
            var example = body.GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText();
            var answer = await caller.SendAsync(method, address["/v1/{ws}/".Length..], example);
            Assert.True(answer.IsSuccess, $"{answer}");
            tried++;
        }

        Assert.Equal(13, tried);
    }

    [Fact]
    public async Task There_is_a_page_to_try_it_from() => (await app.Api().GetAsync("/swagger/index.html")).Is(200);

    [Fact]
    public async Task The_front_page_is_there_whether_it_was_built_or_not()
    {
        var page = (await app.Api().GetAsync("/")).Is(200);
        Assert.StartsWith("text/html", page.Headers["Content-Type"], StringComparison.Ordinal);
    }

    private async Task<RestAnswer> GetAsync(string address) => (await app.Api().GetAsync(address)).Is(200);

    private static IEnumerable<(string Path, string Method, JsonElement Json)> Operations(JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        where Verb().IsMatch(operation.Name)
        select (path.Name, operation.Name.ToUpperInvariant(), operation.Value);

    [GeneratedRegex("^(get|put|post|patch|delete)$")]
    private static partial Regex Verb();
}
