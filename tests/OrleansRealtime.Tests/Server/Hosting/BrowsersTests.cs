using System.Net.WebSockets;
using Microsoft.AspNetCore.Hosting;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Hosting;

/// <summary>What browsers are told, and which pages may call.</summary>
[Collection(nameof(SharedServer))]
public sealed class BrowsersTests(ServerApp plain, BrowsersTests.NamingApp naming) : IClassFixture<BrowsersTests.NamingApp>
{
    private const string Ours = "https://app.example.com";
    private const string Theirs = "https://evil.example.com";

    [Fact]
    public async Task A_page_that_is_named_may_read_answers_and_the_headers_that_it_needs_and_another_may_not()
    {
        var api = naming.Api();
        var path = await api.CreateAsync();

        var read = (await api.GetAsync(path, $"Origin: {Ours}")).Is(200);
        Assert.Equal(Ours, Header(read, "Access-Control-Allow-Origin"));
        Assert.Equal("ETag,Location,Retry-After,Idempotency-Replayed", Header(read, "Access-Control-Expose-Headers"));
        Assert.Null(Header((await api.GetAsync(path, $"Origin: {Theirs}")).Is(200), "Access-Control-Allow-Origin"));
        Assert.Equal(Ours, Header(await PreflightAsync(api, $"/v1/demo/{path}", Ours), "Access-Control-Allow-Origin"));
        Assert.Equal("600", Header(await PreflightAsync(api, $"/v1/demo/{path}", Ours), "Access-Control-Max-Age"));
        Assert.Null(Header(await PreflightAsync(api, $"/v1/demo/{path}", Theirs), "Access-Control-Allow-Origin"));
        // A refusal is to be read, too.
        Assert.Equal(Ours, Header((await api.GetAsync("entities/workitem/none", $"Origin: {Ours}")).Is(404), "Access-Control-Allow-Origin"));
        Assert.Equal(Ours, Header((await naming.Api(credential: null).GetAsync(path, $"Origin: {Ours}")).Is(401), "Access-Control-Allow-Origin"));
        Assert.Equal(Ours, Header(await NegotiateAsync(Ours), "Access-Control-Allow-Origin"));
        Assert.Equal("origin_denied", (await NegotiateAsync(Theirs)).Code);
    }

    /// <summary>The requests that the client's transports make, and what a browser asks before them.</summary>
    [Theory]
    [InlineData("/hub/negotiate?negotiateVersion=1", "POST", 200)]
    [InlineData("/hub?id=nobodys", "GET", 404)]
    [InlineData("/hub?id=nobodys", "POST", 404)]
    [InlineData("/hub?id=nobodys", "DELETE", 404)]
    public async Task A_page_that_is_named_may_ask_for_the_hub_and_another_may_not(string address, string method, int status)
    {
        var (api, ana) = (naming.Api(), await naming.UserAsync("ana"));

        foreach (var origin in (string[])[Ours, "https://other.example.com"])
        {
            foreach (var answer in (RestAnswer[])[await PreflightAsync(api, address, origin, method), (await ana.SendAsync(method, address, null, $"Origin: {origin}")).Is(status)])
            {
                Assert.Equal(origin, Header(answer, "Access-Control-Allow-Origin"));
                // SignalR's client sends credentials, and a browser hands on no answer that does not allow them.
                Assert.Equal("true", Header(answer, "Access-Control-Allow-Credentials"));
            }
        }

        Assert.Null(Header(await PreflightAsync(api, address, Theirs, method), "Access-Control-Allow-Origin"));
        (await ana.SendAsync(method, address, null, $"Origin: {Theirs}")).IsProblem(403, "origin_denied");
    }

    [Theory]
    [InlineData(Ours, true)]
    [InlineData("http://localhost", true)]
    [InlineData(null, true)]
    [InlineData(Theirs, false)]
    [InlineData("https://app.example.com.evil.example.com", false)]
    [InlineData("http://app.example.com", false)]
    [InlineData("null", false)]
    public async Task A_WebSocket_says_where_its_page_is_from(string? origin, bool may)
    {
        var client = naming.Server.CreateWebSocketClient();
        client.ConfigureRequest = request => request.Headers.Origin = origin;
        var token = await naming.Api().TokenAsync("ana");
        var address = new Uri($"ws://localhost/hub?access_token={Uri.EscapeDataString(token)}");

        if (may)
        {
            using var socket = await client.ConnectAsync(address, TestContext.Current.CancellationToken);
            Assert.Equal(WebSocketState.Open, socket.State);
        }
        else
        {
            Assert.Contains("403", (await Assert.ThrowsAsync<InvalidOperationException>(() => client.ConnectAsync(address, CancellationToken.None))).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Every_answer_says_what_may_be_done_with_it()
    {
        var api = plain.Api();
        foreach (var address in (string[])["/v1/demo/presence?users=ana", "/nowhere", "/health", "/openapi/v1.json", "/", "/swagger/index.html", "/admin", "/admin/admin.js"])
        {
            var answer = await api.SendAsync("GET", address, null);
            Assert.Equal(("nosniff", "no-referrer"), (Header(answer, "X-Content-Type-Options"), Header(answer, "Referrer-Policy")));
            Assert.Contains("frame-ancestors 'none'", Header(answer, "Content-Security-Policy"), StringComparison.Ordinal);
        }

        // An answer is nothing to be shown; of the pages one alone has scripts within itself.
        Assert.StartsWith("default-src 'none'", await PolicyAsync("/v1/demo/presence?users=ana"), StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", await PolicyAsync("/nowhere"), StringComparison.Ordinal);
        var (demo, swagger) = (await PolicyAsync("/"), await PolicyAsync("/swagger/index.html"));
        Assert.StartsWith("default-src 'self'; connect-src 'self' ws: wss:;", demo, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", demo, StringComparison.Ordinal);
        Assert.Contains("script-src 'self' 'unsafe-inline'", swagger, StringComparison.Ordinal);

        // The page that has a key runs its own files only, and sends to nobody else.
        Assert.StartsWith("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';", await PolicyAsync("/admin"), StringComparison.Ordinal);

        async Task<string?> PolicyAsync(string address) => Header(await api.SendAsync("GET", address, null), "Content-Security-Policy");
    }

    [Theory]
    [InlineData("localhost", 200)]
    [InlineData("127.0.0.1:5080", 200)]
    [InlineData("evil.example.com", 400)]
    public async Task On_this_machine_alone_no_other_name_is_served(string host, int status) =>
        Assert.Equal(status, (int)(await plain.Api().SendAsync("GET", "/health", null, $"Host: {host}")).Status);

    private static Task<RestAnswer> PreflightAsync(RestCaller api, string address, string origin, string method = "PATCH") => api.SendAsync(
        "OPTIONS", address, null, $"Origin: {origin}", $"Access-Control-Request-Method: {method}",
        "Access-Control-Request-Headers: authorization,if-match,content-type,x-requested-with,x-signalr-user-agent");

    private async Task<RestAnswer> NegotiateAsync(string origin) => await (await naming.UserAsync("ana"))
        .SendAsync("POST", "/hub/negotiate?negotiateVersion=1", null, $"Origin: {origin}");

    private static string? Header(RestAnswer answer, string name) => answer.Headers.GetValueOrDefault(name);

    /// <summary>Names pages of two other addresses.</summary>
    public sealed class NamingApp : ServerApp
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Browsers:Origins:0", Ours);
            builder.UseSetting("Browsers:Origins:1", "https://Other.Example.com");
        }
    }
}
