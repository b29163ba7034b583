using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.TestKit.Rest;
using OrleansRealtime.Tests.Grains.Outbox;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>One caller does not stop the others.</summary>
public sealed class LimitsApiTests(LimitsApiTests.SlowApp slowly) : IClassFixture<LimitsApiTests.SlowApp>
{
    [Fact]
    public async Task Bodies_that_come_slowly_hold_up_nobody_else()
    {
        await using var app = new App(("Api:MaxConcurrentCalls", "2"), ("Api:MaxWaitingCalls", "0"), ("Api:MaxCallsPerKey", "20"));
        var slow = new List<TcpClient>();
        for (var i = 0; i < 10; i++) slow.Add(await BeginAsync(app));

        // Each has been read as far as it came, and waits for the rest.
        for (var i = 0; i < 5; i++) (await app.Api().SendAsync("PUT", $"entities/workitem/{i}", """{"fields":{}}""")).Is(201);
        (await app.Api(ServerApp.OtherKey).GetAsync("entities/workitem/1")).Is(200);

        foreach (var one in slow) one.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_calls_at_once_than_its_share_are_refused_to_a_key_and_to_a_user_and_to_nobody_else(bool isKey)
    {
        var access = new HeldAccess("eve");
        await using var app = new NarrowApp(access);
        var (eve, ana) = (await app.UserAsync("eve"), await app.UserAsync("ana"));
        var first = AskAsync();
        await access.Asked.Within("the first call to be under way");

        // One more may wait for it.
        Task<RestAnswer>[] later = [AskAsync(), AskAsync()];
        var refused = await Task.WhenAny(later).Within("a refusal");

        Assert.Equal((429, "overloaded", true), ((int)(await refused).Status, (await refused).Code, (await refused).Headers.ContainsKey("Retry-After")));
        (await app.Api(ServerApp.OtherKey).GetAsync("presence?users=ana")).Is(200);
        (await (isKey ? eve : app.Api()).GetAsync("presence?users=ana")).Is(200);
        (await ana.GetAsync("me/badge")).Is(200);
        access.Release();
        (await first).Is(200);
        Assert.Single(await Task.WhenAll(later), answer => (int)answer.Status == 200);

        // Both have to know what eve may see.
        Task<RestAnswer> AskAsync() => (isKey ? app.Api() : eve).GetAsync("users/eve/explain?kind=changed&type=workitem&id=1");
    }

    [Fact]
    public async Task A_user_with_too_many_calls_is_turned_away_and_others_are_not()
    {
        var (eve, ana) = (await slowly.UserAsync("eve"), await slowly.UserAsync("ana"));

        var answers = new List<RestAnswer>();
        for (var i = 0; i < 40; i++) answers.Add(await eve.GetAsync("me/badge"));

        var refused = answers.Where(answer => (int)answer.Status == 429).ToList();
        Assert.NotEmpty(refused);
        Assert.All(refused, answer => Assert.Equal(("overloaded", true), (answer.Code, answer.Headers.ContainsKey("Retry-After"))));
        (await ana.GetAsync("me/badge")).Is(200);
        (await slowly.Api().GetAsync("presence?users=ana")).Is(200);
    }

    [Fact]
    public async Task Those_who_do_not_say_who_they_are_are_limited_together_by_their_address()
    {
        var answers = new List<RestAnswer>();
        for (var i = 0; i < 40; i++) answers.Add(await slowly.Api(credential: i % 2 == 0 ? null : "wrong").GetAsync("me/badge"));

        Assert.Contains(answers, answer => (int)answer.Status == 429);
        (await (await slowly.UserAsync("bo")).GetAsync("me/badge")).Is(200);
    }

    [Fact]
    public async Task Of_calls_at_once_an_address_has_one_share_for_all_who_do_not_say_who_they_are()
    {
        await using var app = new App(("Api:MaxCallsPerUser", "1"));
        var ana = await app.UserAsync("ana");
        // One is under way, whose body is still to come, and one waits for it.
        var slow = new List<TcpClient>();
        for (var i = 0; i < 3; i++) slow.Add(await BeginAsync(app, "POST /v1/demo/dev-tokens HTTP/1.1\r\n"));

        var first = await (await Task.WhenAny(slow.Select(StatusAsync)).Within("a refusal"));

        Assert.StartsWith("HTTP/1.1 429 ", first, StringComparison.Ordinal);
        (await ana.GetAsync("me/badge")).Is(200);
        (await app.Api().GetAsync("presence?users=ana")).Is(200);
        foreach (var one in slow) one.Dispose();

        static async Task<string?> StatusAsync(TcpClient client)
        {
            using var reader = new StreamReader(client.GetStream(), leaveOpen: true);
            return await reader.ReadLineAsync();
        }
    }

    /// <summary>The head of a request, and the first byte of its body.</summary>
    private static async Task<TcpClient> BeginAsync(
        App app, string call = $"PUT /v1/demo/entities/workitem/slow HTTP/1.1\r\nAuthorization: Bearer {ServerApp.Key}\r\n")
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, app.Address.Port);
        var head = $"{call}Host: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{{";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head));
        return client;
    }

    /// <summary>Serves a call a second of each user.</summary>
    public sealed class SlowApp() : WebServerApp(("Api:UserCallsPerSecond", "1"));

    private sealed class App(params (string Key, string Value)[] settings) : WebServerApp(settings);

    /// <summary>Of each caller one call is served, and one waits.</summary>
    private sealed class NarrowApp(HeldAccess access) : ServerApp
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            foreach (var limit in (string[])["MaxCallsPerKey", "MaxCallsPerUser", "MaxWaitingCalls"]) builder.UseSetting($"Api:{limit}", "1");
            builder.ConfigureTestServices(services => services.AddSingleton<IEntityAccess>(access));
        }
    }
}
