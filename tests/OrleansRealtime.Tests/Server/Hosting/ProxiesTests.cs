namespace OrleansRealtime.Tests.Server.Hosting;

/// <summary>Behind a proxy that puts a prefix before everything, as set or as the proxy says: what was created has the address at which clients
/// find it.</summary>
[Collection(nameof(SharedWebServer))]
public sealed class ProxiesTests(WebServerApp plain)
{
    private const string Forwarded = "X-Forwarded-Prefix: /live";

    [Fact]
    public async Task A_prefix_that_is_set_is_taken_off_and_stands_before_what_was_created()
    {
        await using var app = new App(("Proxy:PathBase", "/live"));
        Assert.Equal("/live/v1/demo/entities/workitem/p%20q", await CreateAsync(app, "/live/v1/demo/entities/workitem/p%20q"));
        Assert.Equal("..", (await app.Api().GetAsync("/live/openapi/v1.json")).Json.GetProperty("servers")[0].GetProperty("url").GetString());
    }

    [Fact]
    public async Task A_proxy_that_is_trusted_says_what_the_prefix_was()
    {
        await using var app = new App(("Proxy:Trusted:0", "127.0.0.0/8"), ("Proxy:Trusted:1", "::1"));
        Assert.Equal("/live/v1/demo/entities/workitem/1", await CreateAsync(app, "/v1/demo/entities/workitem/1", Forwarded));
    }

    [Fact]
    public async Task Nobody_else_is_believed()
    {
        Assert.Equal("/v1/demo/entities/workitem/behind", await CreateAsync(plain, "/v1/demo/entities/workitem/behind", Forwarded));
        await using var another = new App(("Proxy:Trusted:0", "10.1.2.3"));
        Assert.Equal("/v1/demo/entities/workitem/1", await CreateAsync(another, "/v1/demo/entities/workitem/1", Forwarded));
    }

    private static async Task<string> CreateAsync(WebServerApp app, string address, params string[] headers) =>
        (await app.Api().SendAsync("PUT", address, """{"fields":{}}""", headers)).Is(201).Headers["Location"];

    private sealed class App(params (string Key, string Value)[] settings) : WebServerApp(settings);
}
