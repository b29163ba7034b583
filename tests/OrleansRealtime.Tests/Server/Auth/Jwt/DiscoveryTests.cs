using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Server.Auth.Jwt;

namespace OrleansRealtime.Tests.Server.Auth.Jwt;

/// <summary>Keys that are found by discovery, over HTTP.</summary>
public sealed class DiscoveryTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private readonly TestIssuer _first;
    private readonly TestIssuer _second;
    private DiscoveryServer _provider = null!;

    public DiscoveryTests() => (_first, _second) = (new(_time), new(_time, "two"));

    public async ValueTask InitializeAsync() => _provider = await DiscoveryServer.StartAsync();

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    [Fact]
    public async Task A_user_comes_in_by_published_keys_also_after_they_were_changed()
    {
        _provider.Jwks = _first.Jwks;
        await using var app = new App(_provider.Address, _time);
        (await app.Api(_first.Token("ana")).GetAsync("me/badge")).Is(200);

        _provider.Jwks = TestIssuer.JwksOf(_first, _second);
        _time.Advance(TimeSpan.FromSeconds(10));
        (await app.Api(_second.Token("ana")).GetAsync("me/badge")).Is(200);
        (await app.Api(_first.Token("ana")).GetAsync("me/badge")).Is(200);

        var asked = _provider.Asked;
        for (var i = 0; i < 5; i++) (await app.Api(new TestIssuer(_time, $"{i}").Token("ana")).GetAsync("me/badge")).IsProblem(401, "unauthenticated");
        Assert.Equal(asked, _provider.Asked);

        _provider.Jwks = _second.Jwks;
        _time.Advance(TimeSpan.FromSeconds(10));
        (await app.Api(new TestIssuer(_time, "three").Token("ana")).GetAsync("me/badge")).IsProblem(401, "unauthenticated");
        (await app.Api(_first.Token("ana")).GetAsync("me/badge")).IsProblem(401, "unauthenticated");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("no JSON")]
    [InlineData("""{"keys":[]}""")]
    public async Task While_there_are_no_keys_nobody_is_called_a_stranger_and_tokens_of_ours_are_good(string? jwks)
    {
        _provider.Jwks = jwks;
        await using var app = new App(_provider.Address, _time);
        for (var i = 0; i < 3; i++)
        {
            var answer = (await app.Api(_first.Token("ana")).GetAsync("me/badge")).IsProblem(503, "unavailable");
            Assert.Equal("The identity provider's keys cannot be read now.", answer.Find("detail"));
            Assert.Equal("1", answer.Headers["Retry-After"]);
        }

        (await app.Api(_first.Token("ana")).SendAsync("POST", "/hub/negotiate?negotiateVersion=1", "")).IsProblem(503, "unavailable");
        (await (await app.UserAsync("ana")).GetAsync("me/badge")).Is(200);
        // Strangers cannot have lines written as often as they like.
        Assert.Single(app.Logs.Lines, line => line.StartsWith("Warning OrleansRealtime", StringComparison.Ordinal));
        Assert.Contains(app.Logs.Lines, line => line.Contains("KeysUnreadable", StringComparison.Ordinal));

        _provider.Jwks = _first.Jwks;
        _time.Advance(TimeSpan.FromSeconds(10));
        (await app.Api(_first.Token("ana")).GetAsync("me/badge")).Is(200);
    }

    [Fact]
    public async Task An_answer_larger_than_keys_are_is_not_read()
    {
        _provider.Jwks = _first.Jwks + new string(' ', DiscoveredKeys.MaxAnswer);
        await using var app = new App(_provider.Address, _time);
        (await app.Api(_first.Token("ana")).GetAsync("me/badge")).IsProblem(503, "unavailable");
    }

    [Fact]
    public async Task A_provider_that_nobody_answers_for_stops_no_start()
    {
        var address = _provider.Address;
        await _provider.DisposeAsync();
        await using var app = new App(address, _time);
        (await app.Api(_first.Token("ana")).GetAsync("me/badge")).IsProblem(503, "unavailable");
        (await (await app.UserAsync("ana")).GetAsync("me/badge")).Is(200);
    }

    private sealed class App : ServerApp
    {
        private readonly string _provider;
        private readonly ManualTimeProvider _time;

        public App(string provider, ManualTimeProvider time)
        {
            (_provider, _time) = (provider, time);
            StartServer();
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Auth:Jwt:Issuer", TestIssuer.Issuer);
            builder.UseSetting("Auth:Jwt:Audiences:0", TestIssuer.Audience);
            builder.UseSetting("Auth:Jwt:Workspaces:0", "demo");
            builder.UseSetting("Auth:Jwt:Authority", $"{_provider}/tenant");
            builder.ConfigureServices(services => services.AddSingleton<TimeProvider>(_time));
        }
    }
}
