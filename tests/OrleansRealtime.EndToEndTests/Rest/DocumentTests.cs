using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Rest;

/// <summary>What the server says of itself.</summary>
public sealed class DocumentTests(SharedServer shared)
{
    private readonly RestCaller _api = shared.Process.NewWorkspace();
    private readonly RestCaller _nobody = shared.Process.NewWorkspace() with { Credentials = "" };

    [Fact]
    public async Task Health_says_what_runs_and_on_what()
    {
        var health = (await _nobody.GetAsync("/health")).Is(OK);
        Assert.Equal("ok", health["status"].GetString());
        Assert.Equal("Microsoft", health["engine"].GetString());
        Assert.Equal("sqlite", health["store"].GetString());
        Assert.NotEqual("", health["version"].GetString());
        Assert.NotEqual("", health["role"].GetString());
        (await _nobody.GetAsync("/health/ready")).Is(OK);
    }

    [Fact]
    public void The_banner_names_page_key_and_an_edit()
    {
        var output = shared.Process.Run.Output;
        Assert.Contains("OrleansRealtime runs on Microsoft Orleans", output, StringComparison.Ordinal);
        Assert.Contains(shared.Process.Url.ToString(), output, StringComparison.Ordinal);
        Assert.Contains(shared.Process.ApiKey, output, StringComparison.Ordinal);
        Assert.Contains("curl -X", output, StringComparison.Ordinal);
        Assert.Equal("", shared.Process.Run.Errors);
    }

    [Fact]
    public async Task OpenApi_describes_every_call_and_swagger_shows_it()
    {
        var document = (await _nobody.GetAsync("/openapi/v1.json")).Is(OK);
        var paths = document["paths"].EnumerateObject().Select(path => path.Name).ToList();
        string[] expected =
        [
            "/v1/{ws}/entities/{type}/{id}", "/v1/{ws}/entities/{type}/{id}/changes", "/v1/{ws}/entities/{type}/{id}/comments",
            "/v1/{ws}/entities/{type}/{id}/followers", "/v1/{ws}/entities/{type}/{id}/followers/{user}", "/v1/{ws}/entities:batch",
            "/v1/{ws}/notifications", "/v1/{ws}/me/badge", "/v1/{ws}/me/inbox", "/v1/{ws}/me/inbox/mark", "/v1/{ws}/tokens",
            "/v1/{ws}/access/{user}", "/v1/{ws}/entities/{type}/{id}/access/{user}",
        ];
        Assert.Empty(expected.Except(paths));
        Assert.Contains("swagger", (await _nobody.GetAsync("/swagger/index.html")).Is(OK).Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Unknown_addresses_and_methods_are_problems_too()
    {
        (await _api.GetAsync("/nowhere")).IsProblem(404, "unknown_path");
        (await _api.GetAsync("nowhere")).IsProblem(404, "unknown_path");
        (await _api.PostAsync("entities/workitem/1", new { })).IsProblem(405, "method_not_allowed");
    }

    [Fact]
    public async Task Tokens_for_everybody_exist_only_in_development() =>
        (await _nobody.PostAsync("dev-tokens", new { user = "ana" })).IsProblem(404, "unknown_path");
}
