using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OrleansRealtime.Server.Auth;

namespace OrleansRealtime.Tests.Server.Auth;

public sealed class UserTokensTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_token_says_whose_it_is_where_and_for_how_long_to_the_tick()
    {
        var tokens = Tokens();
        _time.Advance(TimeSpan.FromTicks(1_234_567));
        var issued = await tokens.IssueAsync("demo", "ana", "Ana Diaz", TimeSpan.FromMinutes(5));
        var caller = tokens.Read(issued.Token, out var expired)!;
        Assert.False(expired);
        Assert.Equal((CallerKind.User, "ana", "Ana Diaz"), (caller.Kind, caller.User, caller.Name));
        Assert.Equal("demo", Assert.Single(caller.Workspaces));
        Assert.False(caller.MayEnter("other"));
        Assert.Equal((_time.GetUtcNow(), _time.GetUtcNow() + TimeSpan.FromMinutes(5)), (caller.IssuedAt, caller.ExpiresAt));
        Assert.Equal(issued.ExpiresAt, caller.ExpiresAt);
    }

    [Fact]
    public async Task An_expired_token_is_told_from_a_forged_one()
    {
        var tokens = Tokens();
        var token = (await tokens.IssueAsync("demo", "ana", "Ana", TimeSpan.FromSeconds(1))).Token;
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(tokens.Read(token, out var expired));
        Assert.True(expired);
        foreach (var forged in (string[])["", "rubbish", token[..^2], token + "x", (token[0] == 'A' ? "B" : "A") + token[1..]])
        {
            Assert.Null(tokens.Read(forged, out expired));
            Assert.False(expired);
        }
    }

    [Fact]
    public async Task A_token_of_another_installation_is_forged()
    {
        var foreign = (await Tokens().IssueAsync("demo", "ana", "Ana", TimeSpan.FromHours(1))).Token;
        Assert.Null(Tokens().Read(foreign, out var expired));
        Assert.False(expired);
    }

    private UserTokens Tokens()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        services.AddAuthentication().AddBearerToken(UserTokens.Scheme);
        return new(services.BuildServiceProvider().GetRequiredService<IOptionsMonitor<BearerTokenOptions>>(), new(_time), _time);
    }
}
