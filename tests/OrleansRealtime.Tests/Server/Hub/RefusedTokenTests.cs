using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway;

namespace OrleansRealtime.Tests.Server.Hub;

/// <summary>A token that was refused reads nothing through the hub, also while nobody can tell its connection yet that it was.</summary>
public sealed class RefusedTokenTests(LossyApp app) : IClassFixture<LossyApp>
{
    private static readonly TimeSpan Limit = new GatewayOptions().CallTimeout;

    [Fact]
    public async Task It_watches_and_views_nothing_before_its_connection_hears_of_the_refusal()
    {
        var (user, id) = ($"u-{Guid.NewGuid():n}", await CreateAsync());
        var token = await app.Api().TokenAsync(user);
        app.Time.Advance(TimeSpan.FromSeconds(1));
        (await app.Api().SendAsync("DELETE", $"access/{user}")).Is(204);
        app.Calls.Lose("Join", KeyOf(user));

        await using var tab = await app.HubAsync(token);
        await app.Calls.NextAsync("by which it would hear");

        await tab.FailsAsync("unauthenticated", "Watch", Item(id));
        await tab.FailsAsync("unauthenticated", "SetPresence", Focus(id));
        Assert.Empty(tab.Frames);
        app.Calls.LoseNone();
    }

    [Fact]
    public async Task About_which_nobody_answers_it_watches_and_views_nothing_now()
    {
        var (user, id) = ($"u-{Guid.NewGuid():n}", await CreateAsync());
        var token = await app.Api().TokenAsync(user);
        app.Calls.Lose(method: null, KeyOf(user));
        await using var tab = await app.HubAsync(token);
        await app.Calls.NextAsync("by which its connection would hear");

        var watching = tab.CallOkAsync("Watch", Item(id));
        await app.SilenceAsync(Limit / 2);
        await app.SilenceAsync(Limit / 2);
        Assert.Equal("unavailable", (await watching.Within("the answer"))[0].GetProperty("code").GetString());

        app.Calls.Lose(nameof(IUserGrain.TokensRefusedBefore), KeyOf(user));
        var viewing = tab.FailsAsync("unavailable", "SetPresence", Focus(id));
        await app.SilenceAsync(Limit / 2);
        await app.SilenceAsync(Limit / 2);
        await viewing.Within("the answer");
        app.Calls.LoseNone();
    }

    [Fact]
    public async Task A_connection_that_would_hear_of_it_asks_nobody()
    {
        var (user, id) = ($"u-{Guid.NewGuid():n}", await CreateAsync());
        app.Calls.LoseNone();
        await using var tab = await app.HubOfAsync(user);
        await tab.NextAsync("badge");
        app.Calls.Lose(method: null, KeyOf(user));

        Assert.True((await tab.WatchAsync(id)).GetProperty("ok").GetBoolean());
        Assert.Equal(0, app.Calls.Count);
        // Else the server would wait for it at its end.
        app.Calls.LoseNone();
    }

    private static string KeyOf(string user) => new UserKey("demo", user).ToString();

    private static string Item(string id) => $$"""[{"type":"workitem","id":"{{id}}"}]""";

    private static string Focus(string id) => $$$"""{"status":"online","focus":{"type":"workitem","id":"{{{id}}}"}}""";

    private async Task<string> CreateAsync() => (await app.Api().CreateAsync()).Split('/')[^1];
}
