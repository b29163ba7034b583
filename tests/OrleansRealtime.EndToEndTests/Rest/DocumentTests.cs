using OrleansRealtime.EndToEndTests.Servers;

namespace OrleansRealtime.EndToEndTests.Rest;

/// <summary>What the server says of itself.</summary>
public sealed class DocumentTests(SharedServer shared)
{
    private readonly RestCaller _nobody = shared.Process.NewWorkspace() with { Credentials = "" };

    [Fact]
    public void The_banner_names_where_the_key_is_who_may_do_what_and_an_edit()
    {
        var output = shared.Process.Run.Output;
        Assert.Contains("OrleansRealtime runs on Microsoft Orleans", output, StringComparison.Ordinal);
        Assert.Contains(shared.Process.Url.ToString(), output, StringComparison.Ordinal);
        Assert.Contains(Path.Combine(shared.Process.DataFolder, "api-key"), output, StringComparison.Ordinal);
        Assert.DoesNotContain(shared.Process.ApiKey, output, StringComparison.Ordinal);
        Assert.Contains("Access    open", output, StringComparison.Ordinal);
        Assert.Contains("curl -X", output, StringComparison.Ordinal);
        Assert.Equal("", shared.Process.Run.Errors);
    }

    [Fact]
    public async Task Tokens_for_everybody_exist_only_in_development() =>
        (await _nobody.PostAsync("dev-tokens", new { user = "ana" })).IsProblem(404, "unknown_path");
}
