using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway;
using OrleansRealtime.TestKit.Hub;

namespace OrleansRealtime.Tests.Server.Hub;

/// <summary>No call to the hub waits longer than its time, whatever dies under it.</summary>
public sealed class HubCallTimeTests(LossyApp app) : IClassFixture<LossyApp>
{
    private static readonly TimeSpan Limit = new GatewayOptions().CallTimeout;

    [Fact]
    public async Task An_entity_whose_silo_dies_under_the_question_is_watched_at_the_next()
    {
        await using var tab = await TabAsync();
        var id = await CreateAsync();
        app.Calls.Lose(nameof(IEntityGrain.CatchUp), KeyOf(id), times: 1);

        var watching = tab.WatchAsync(id);
        await app.SilenceAsync(Limit / 2);

        Assert.True((await watching.Within("the answer")).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task An_entity_that_nobody_answers_for_is_unavailable_after_the_calls_time_and_the_others_are_watched()
    {
        await using var tab = await TabAsync();
        var (silent, other) = (await CreateAsync(), await CreateAsync());
        // Its feed is open before time passes.
        await tab.WatchAsync(other);
        app.Calls.Lose(nameof(IEntityGrain.CatchUp), KeyOf(silent), times: 2);

        var watching = tab.CallOkAsync("Watch", $$"""[{"type":"workitem","id":"{{silent}}"},{"type":"workitem","id":"{{other}}"}]""");
        await app.SilenceAsync(Limit / 2);
        await app.SilenceAsync(Limit / 2);

        var results = await watching.Within("the answer");
        Assert.Equal("unavailable", results[0].GetProperty("code").GetString());
        Assert.True(results[1].GetProperty("ok").GetBoolean());
        Assert.True((await tab.WatchAsync(silent)).GetProperty("ok").GetBoolean());
    }

    [Fact]
    public async Task What_the_call_waits_for_one_after_the_other_shares_its_time()
    {
        await using var tab = await TabAsync();
        var id = await CreateAsync();
        app.Calls.Lose("Join", KeyOf(id));

        var watching = tab.WatchAsync(id);
        await app.SilenceAsync(Limit);

        Assert.Equal("unavailable", (await watching.Within("the answer")).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_view_of_an_entity_that_nobody_answers_for_is_refused()
    {
        await using var tab = await TabAsync();
        var id = await CreateAsync();
        app.Calls.Lose(nameof(IEntityGrain.CatchUp), KeyOf(id));

        var viewing = tab.FailsAsync("unavailable", "SetPresence", $$$"""{"status":"online","focus":{"type":"workitem","id":"{{{id}}}"}}""");
        await app.SilenceAsync(Limit);

        await viewing.Within("the answer");
    }

    [Fact]
    public async Task A_token_about_which_nobody_answers_is_not_taken()
    {
        var user = $"u-{Guid.NewGuid():n}";
        await using var tab = await app.HubOfAsync(user);
        await tab.NextAsync("badge");
        var token = await app.Api().TokenAsync(user);
        app.Calls.Lose(nameof(IUserGrain.TokensRefusedBefore));

        var refreshing = tab.FailsAsync("unavailable", "RefreshToken", $"\"{token}\"");
        await app.SilenceAsync(Limit / 2);
        await app.SilenceAsync(Limit / 2);

        await refreshing.Within("the answer");
    }

    private static string KeyOf(string id) => $"demo/workitem/{id}";

    private async Task<HubClient> TabAsync()
    {
        app.Calls.LoseNone();
        var tab = await app.HubOfAsync($"u-{Guid.NewGuid():n}");
        await tab.NextAsync("badge");
        return tab;
    }

    private async Task<string> CreateAsync() => (await app.Api().CreateAsync()).Split('/')[^1];
}
