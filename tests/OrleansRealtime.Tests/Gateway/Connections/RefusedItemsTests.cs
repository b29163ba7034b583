using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Connections;

namespace OrleansRealtime.Tests.Gateway.Connections;

/// <summary>What is not there, and what the user may not see: it keeps nothing, tells nothing by the work that it makes, and is bounded.</summary>
public sealed class RefusedItemsTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly GatewayUnderTest _gateway;

    public RefusedItemsTests() => _gateway = new(new() { MaxRefusals = 10, RefusalsPerSecond = 2, MaxItems = 500 }, _time);

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Access_is_asked_before_anything_is_opened_so_that_denied_is_denied_whether_it_is_there_or_not()
    {
        _gateway.Entities["there"].Create();
        foreach (var id in (string[])["there", "absent"]) _gateway.Access.Denied[(id, "ana")] = true;
        var client = await _gateway.ConnectAsync();

        foreach (var id in (string[])["there", "absent"])
        {
            Assert.Equal("access_denied", (await client.WatchAsync(id)).Code);
            Assert.Equal(ProblemCodes.AccessDenied, (await Assert.ThrowsAsync<CallRefusedException>(() => client.SetPresenceAsync(id))).Problem);
        }

        Assert.Equal((0, 0, 0), (_gateway.Entities.Subscriptions, _gateway.Entities.Questions, _gateway.FollowedEntities));
    }

    [Fact]
    public async Task Nobody_who_can_tell_opens_nothing_either()
    {
        _gateway.Entities["1"].Create();
        _gateway.Access.Fails = true;
        var client = await _gateway.ConnectAsync();

        Assert.Equal("unavailable", (await client.WatchAsync("1")).Code);
        Assert.Equal(ProblemCodes.Unavailable, (await Assert.ThrowsAsync<CallRefusedException>(() => client.SetPresenceAsync("1"))).Problem);

        Assert.Equal((0, 0), (_gateway.Entities.Subscriptions, _gateway.FollowedEntities));
    }

    [Fact]
    public async Task Ten_thousand_that_are_not_there_leave_no_feed()
    {
        using var gateway = new GatewayUnderTest(new() { MaxRefusals = 1_000_000, MaxItems = 500 }, _time);
        var client = await gateway.ConnectAsync();

        for (var round = 0; round < 20; round++)
            Assert.All(await client.Connection.WatchAsync(Items(500 * round, 500)), result => Assert.Equal("not_found", result.Code));

        Assert.Equal((0, 0), (gateway.FollowedEntities, gateway.Entities.Subscribed));
    }

    [Fact]
    public async Task Past_what_may_be_refused_nothing_more_is_asked_for_on_any_connection_of_the_user_until_time_has_passed()
    {
        _gateway.Entities["there"].Create();
        _gateway.Access.Denied[("denied", "ana")] = true;
        var (first, second, other) = (await _gateway.ConnectAsync(), await _gateway.ConnectAsync(), await _gateway.ConnectAsync("bo"));
        await first.WatchAsync("there");
        for (var i = 0; i < 9; i++) Assert.Equal("not_found", (await first.WatchAsync($"{i}")).Code);
        Assert.Equal("access_denied", (await second.WatchAsync("denied")).Code);

        var questions = _gateway.Entities.Questions;
        foreach (var client in (TestClient[])[first, second]) Assert.Equal("overloaded", (await client.WatchAsync("one more")).Code);
        Assert.Equal("overloaded", (await second.WatchAsync("there")).Code);
        Assert.Equal(ProblemCodes.Overloaded, (await Assert.ThrowsAsync<CallRefusedException>(() => second.SetPresenceAsync("one more"))).Problem);
        Assert.Equal(questions, _gateway.Entities.Questions);
        Assert.Equal("not_found", (await other.WatchAsync("one more")).Code);
        // What is watched already asks for nothing new.
        Assert.True((await first.WatchAsync("there")).Ok);

        _time.Advance(TimeSpan.FromSeconds(1));
        for (var i = 0; i < 2; i++) Assert.Equal("not_found", (await first.WatchAsync("one more")).Code);
        Assert.Equal("overloaded", (await first.WatchAsync("one more")).Code);
        _time.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 10; i++) Assert.Equal("not_found", (await first.WatchAsync("one more")).Code);
        Assert.Equal("overloaded", (await first.WatchAsync("one more")).Code);
    }

    [Fact]
    public async Task To_look_at_what_is_not_there_counts_too()
    {
        var client = await _gateway.ConnectAsync();

        for (var i = 0; i < 10; i++) await client.SetPresenceAsync($"absent {i}");

        Assert.Equal(ProblemCodes.Overloaded, (await Assert.ThrowsAsync<CallRefusedException>(() => client.SetPresenceAsync("one more"))).Problem);
        // Nothing that is asked for: the user goes away, and looks at nothing.
        await client.SetPresenceAsync(null);
        Assert.Equal(0, _gateway.FollowedEntities);
    }

    private static WatchItem[] Items(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => new WatchItem("workitem", $"absent-{i}", null))];
}
