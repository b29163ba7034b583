using System.Net;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Gateway;
using OrleansRealtime.Server;
using OrleansRealtime.Server.Hub;
using OrleansRealtime.TestKit.Hub;
using OrleansRealtime.TestKit.Rest;
using OrleansRealtime.Tests.Server.Api;

namespace OrleansRealtime.Tests.Server.Hub;

/// <summary>One user, and one address, has so many connections and no more.</summary>
public sealed class ConnectionLimitsTests(ConnectionLimitsTests.NarrowApp app, LimitsApiTests.SlowApp slow)
    : IClassFixture<ConnectionLimitsTests.NarrowApp>, IClassFixture<LimitsApiTests.SlowApp>
{
    private readonly string _workspace = RestCaller.NewWorkspace();

    [Theory]
    [InlineData(Transports.WebSockets)]
    [InlineData(Transports.ServerSentEvents)]
    [InlineData(Transports.LongPolling)]
    public async Task A_user_with_too_many_connections_is_told_so_and_others_get_on(string transport)
    {
        var (eve, ana) = (await app.UserAsync("eve", _workspace), await app.UserAsync("ana", _workspace));
        var first = await HubClient.ConnectAsync(app.Address, eve, transport);
        await first.NextAsync("badge");
        await using var second = await HubClient.ConnectAsync(app.Address, eve, transport);
        await second.NextAsync("badge");

        await using var third = await HubClient.ConnectAsync(app.Address, eve, transport);
        var goodbye = await third.NextAsync("goodbye");
        Assert.Equal(("too_many_connections", "30000"), (goodbye.Find("code"), goodbye.Find("reconnectAfterMs")));
        await third.Closed.Within("the end of the third");
        Assert.DoesNotContain(third.Frames, frame => frame.Name != "goodbye");
        await using var others = await HubClient.ConnectAsync(app.Address, ana, transport);
        await others.NextAsync("badge");
        await second.CallOkAsync("SetPresence", """{"status":"away"}""");

        // The place of one that closes is free as soon as the server has noticed.
        await first.DisposeAsync();
        await HasRoomAsync().Within("the end of the first");
        await using var again = await HubClient.ConnectAsync(app.Address, eve, transport);
        await again.NextAsync("badge");

        async Task HasRoomAsync()
        {
            var limits = app.Services.GetRequiredService<ConnectionLimits>();
            while (true)
            {
                using var lease = limits.Open(new(_workspace, "eve"), address: null);
                if (lease.IsAcquired) return;
                await Task.Yield();
            }
        }
    }

    [Fact]
    public async Task Sockets_that_never_say_a_word_are_bounded_too()
    {
        var (eve, ana) = (await app.UserAsync("eve", _workspace), await app.UserAsync("ana", _workspace));
        var silent = new List<SocketTransport>();
        for (var n = 0; n < 3 * 2; n++) silent.Add(await SocketTransport.OpenAsync(app.Address, eve.Credentials));

        var refused = await Assert.ThrowsAsync<WebSocketException>(() => SocketTransport.OpenAsync(app.Address, eve.Credentials));
        Assert.Contains("429", refused.Message, StringComparison.Ordinal);
        var answer = await eve.PostAsync("/hub/negotiate?negotiateVersion=1", "");
        Assert.Equal((429, "overloaded", true), ((int)answer.Status, answer.Code, answer.Headers.ContainsKey("Retry-After")));
        await using var others = await HubClient.ConnectAsync(app.Address, ana);
        await others.NextAsync("badge");

        foreach (var socket in silent) await socket.DisposeAsync();
    }

    [Theory]
    [InlineData("POST", "/hub/negotiate?negotiateVersion=1")]
    [InlineData("POST", "/hub/negotiate?negotiateVersion=1&id=x")]
    [InlineData("POST", "/hub/negotiate/?negotiateVersion=1&id=x")]
    [InlineData("POST", "/HUB/NEGOTIATE?negotiateVersion=1&id=x")]
    [InlineData("GET", "/hub?id=")]
    [InlineData("GET", "/hub?id=&id=")]
    public async Task Connections_that_are_opened_too_fast_are_refused(string method, string path)
    {
        var (eve, ana) = (await slow.UserAsync("eve", _workspace), await slow.UserAsync("ana", _workspace));

        var answers = new List<RestAnswer>();
        for (var i = 0; i < 20; i++) answers.Add(await eve.SendAsync(new HttpMethod(method), path, null));

        var refused = answers.Where(answer => (int)answer.Status == 429).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, answer => Assert.Equal(("overloaded", true), (answer.Code, answer.Headers.ContainsKey("Retry-After"))));
        (await ana.PostAsync("/hub/negotiate?negotiateVersion=1", "")).Is(200);
        // Its calls are another matter.
        (await eve.GetAsync("me/badge")).Is(200);
    }

    [Fact]
    public async Task An_address_is_the_one_that_a_trusted_proxy_names()
    {
        await using var ana = await ConnectAsync("ana", "203.0.113.7");
        await using var bo = await ConnectAsync("bo", "203.0.113.7");
        foreach (var tab in (HubClient[])[ana, bo]) await tab.NextAsync("badge");

        await using var chi = await ConnectAsync("chi", "203.0.113.7");
        var first = await chi.NextAsync();
        Assert.Equal(("goodbye", "too_many_connections"), (first.Name, first.Find("code")));
        await chi.Closed.Within("the end of the third");
        await using var dee = await ConnectAsync("dee", "203.0.113.8");
        await dee.NextAsync("badge");

        async Task<HubClient> ConnectAsync(string user, string address) =>
            await HubClient.ConnectAsync(app.Address, await FromAsync(user, address), Transports.ServerSentEvents);
    }

    [Fact]
    public async Task What_is_not_connected_yet_is_bounded_by_its_address_too()
    {
        var streams = new List<HttpResponseMessage>();
        for (var n = 0; n < 3 * 2; n++)
        {
            var connection = await Negotiation.StartAsync(await FromAsync($"user-{n}", "198.51.100.7"), "ServerSentEvents");
            streams.Add(await connection.ListenAsync("text/event-stream", TestContext.Current.CancellationToken).Within("an event stream"));
        }

        Assert.All(streams, stream => Assert.Equal(HttpStatusCode.OK, stream.StatusCode));
        var refused = await (await FromAsync("one-more", "198.51.100.7")).PostAsync("/hub/negotiate?negotiateVersion=1", "");
        Assert.Equal((429, "overloaded"), ((int)refused.Status, refused.Code));
        (await (await FromAsync("one-more", "198.51.100.8")).PostAsync("/hub/negotiate?negotiateVersion=1", "")).Is(200);

        foreach (var stream in streams) stream.Dispose();
    }

    [Fact]
    public void An_address_has_so_many_connections_whosever_they_are()
    {
        using var limits = new ConnectionLimits(Options.Create(new GatewayOptions { MaxConnectionsPerAddress = 2 }));
        var opened = limits.Open(new("demo", "ana"), IPAddress.Parse("203.0.113.7"));
        Assert.True(limits.Open(new("demo", "bo"), IPAddress.Parse("::ffff:203.0.113.7")).IsAcquired);

        Assert.False(limits.Open(new("demo", "chi"), IPAddress.Parse("203.0.113.7")).IsAcquired);
        Assert.True(limits.Open(new("demo", "chi"), IPAddress.Parse("203.0.113.8")).IsAcquired);
        opened.Dispose();
        Assert.True(limits.Open(new("demo", "chi"), IPAddress.Parse("203.0.113.7")).IsAcquired);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData(null)]
    public void An_address_that_names_nobody_has_no_limit(string? address)
    {
        using var limits = new ConnectionLimits(Options.Create(new GatewayOptions { MaxConnectionsPerAddress = 1 }));

        for (var n = 0; n < 3; n++) Assert.True(limits.Open(new("demo", $"{n}"), address is null ? null : IPAddress.Parse(address)).IsAcquired);
    }

    [Fact]
    public void A_refused_connection_takes_nothing_of_the_others_limit()
    {
        using var limits = new ConnectionLimits(Options.Create(new GatewayOptions { MaxConnectionsPerUser = 1, MaxConnectionsPerAddress = 2 }));
        var (ana, office) = (new UserKey("demo", "ana"), IPAddress.Parse("203.0.113.7"));
        Assert.True(limits.Open(ana, office).IsAcquired);

        for (var n = 0; n < 3; n++) Assert.False(limits.Open(ana, office).IsAcquired);
        Assert.True(limits.Open(new("demo", "bo"), office).IsAcquired);
        for (var n = 0; n < 3; n++) Assert.False(limits.Open(new("demo", "chi"), office).IsAcquired);
        Assert.True(limits.Open(new("demo", "chi"), IPAddress.Parse("203.0.113.8")).IsAcquired);
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2::7", "2001:db8:1:2::/64")]
    public void An_IPv6_client_is_its_network(string address, string expected) => Assert.Equal(expected, ClientAddress.Of(IPAddress.Parse(address)));

    /// <summary>A user behind a proxy that says so.</summary>
    private async Task<RestCaller> FromAsync(string user, string address)
    {
        var caller = await app.UserAsync(user, _workspace);
        caller.Http.DefaultRequestHeaders.Add("X-Forwarded-For", address);
        return caller;
    }

    /// <summary>Two connections of each user and of each address; this machine's own has no such bound.</summary>
    public sealed class NarrowApp() : WebServerApp(
        ("Gateway:MaxConnectionsPerUser", "2"), ("Gateway:MaxConnectionsPerAddress", "2"), ("Proxy:Trusted:0", "127.0.0.0/8"));
}
