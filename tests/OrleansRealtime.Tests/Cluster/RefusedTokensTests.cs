using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansRealtime.Gateway;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Tests.Storage.PostgreSql;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>Of a user's tokens just those are refused that were issued before, whatever the clocks of the machines that issue and refuse show.</summary>
public sealed class RefusedTokensTests : IAsyncLifetime
{
    private readonly PostgreSqlStore _store = new();

    public ValueTask InitializeAsync() => _store.InitializeAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData(20)]
    [InlineData(-20)]
    public async Task A_token_issued_before_is_refused_and_the_next_one_is_good(int ahead)
    {
        await using var silo = await TestNode.StartAsync(_store);
        await using var gateway = await TestNode.StartAsync(_store, NodeRole.Gateway);
        var tokens = Tokens(gateway, new ShiftedTime(TimeSpan.FromSeconds(ahead)));
        var refusals = new TokenRefusals(silo.Client, Options.Create(new GatewayOptions()), ClockOf(silo), TimeProvider.System);

        for (var round = 0; round < 10; round++)
        {
            var before = await IssueAsync(tokens);
            await refusals.RefuseAsync("demo", "ana");
            var after = await IssueAsync(tokens);

            Assert.True(await refusals.IsRefusedAsync("demo", "ana", before));
            Assert.False(await refusals.IsRefusedAsync("demo", "ana", after));
        }
    }

    private static ClusterClock ClockOf(TestNode node) => node.Services.GetRequiredService<ClusterClock>();

    private static async Task<DateTimeOffset> IssueAsync(UserTokens tokens)
    {
        var issued = await tokens.IssueAsync("demo", "ana", "Ana", UserTokens.DefaultLifetime);
        return tokens.Read(issued.Token, out _)!.IssuedAt!.Value;
    }

    private static UserTokens Tokens(TestNode node, TimeProvider time)
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<IDataProtectionProvider>(new EphemeralDataProtectionProvider());
        services.AddAuthentication().AddBearerToken(UserTokens.Scheme);
        return new(services.BuildServiceProvider().GetRequiredService<IOptionsMonitor<BearerTokenOptions>>(), ClockOf(node), time);
    }

    private sealed class ShiftedTime(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
