using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Tests.Gateway.Connections;

/// <summary>Access that nobody says was taken away: it is asked anew from time to time.</summary>
public sealed class RecheckTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly GatewayUnderTest _gateway;

    public RecheckTests()
    {
        _gateway = new(time: _time);
        _gateway.Entities["1"].Create();
    }

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task An_application_that_never_says_so_is_asked_anew_for_who_watches()
    {
        var (ana, bo) = (await WatchAsync("ana"), await WatchAsync("bo"));
        _gateway.Access.Denied[("1", "ana")] = true;

        Advance(_gateway.Options.RecheckAccessAfter);

        Assert.Equal("access_denied", (await ana.NextAsync<DeniedBody>()).Code);
        _gateway.Entities.Commit("1", truth => truth.Patch("f", "1"));
        Assert.Equal("e1:2", (await bo.NextAsync<ChangedBody>()).To);
        Assert.False(ana.Socket.TryTake(out _));
        Assert.Contains("demo ana 1", _gateway.Access.Forgotten);
    }

    [Fact]
    public async Task And_for_who_views()
    {
        var ana = await _gateway.ConnectAsync("ana");
        await ana.SetPresenceAsync("1");
        _gateway.Access.Denied[("1", "ana")] = true;

        Advance(_gateway.Options.RecheckAccessAfter);
        // A sweep of the feeds more: the view may have ended a moment after the last of those.
        Advance(_gateway.Options.Linger + TimeSpan.FromSeconds(1));

        Assert.Equal(0, _gateway.FollowedEntities);
    }

    [Fact]
    public async Task What_was_lost_may_have_said_that_a_view_ends()
    {
        var ana = await _gateway.ConnectAsync("ana");
        await ana.SetPresenceAsync("1");
        _gateway.Access.Denied[("1", "ana")] = true;

        _gateway.Entities.Lost("1");
        var asked = _gateway.Access.Forgotten.ToArray();

        Assert.Equal(["demo ana 1"], asked);
        await ana.SetPresenceAsync(null);
        Advance(_gateway.Options.Linger);
        Assert.Equal(0, _gateway.FollowedEntities);
    }

    [Fact]
    public async Task One_question_without_an_answer_is_asked_again_and_the_second_in_a_row_is_a_no()
    {
        var ana = await WatchAsync("ana");
        _gateway.Access.Fails = true;
        Advance(_gateway.Options.RecheckAccessAfter);
        _gateway.Entities.Commit("1", truth => truth.Patch("f", "1"));
        Assert.Equal("e1:2", (await ana.NextAsync<ChangedBody>()).To);

        _gateway.Access.Fails = false;
        Advance(_gateway.Options.RecheckAccessAfter);
        _gateway.Access.Fails = true;
        AdvanceToNextRound();
        _gateway.Entities.Commit("1", truth => truth.Patch("f", "2"));
        Assert.Equal("e1:3", (await ana.NextAsync<ChangedBody>()).To);

        Advance(2 * _gateway.Options.RecheckAccessAfter);
        Assert.Equal("unavailable", (await ana.NextAsync<DeniedBody>()).Code);
    }

    private async Task<TestClient> WatchAsync(string user)
    {
        var client = await _gateway.ConnectAsync(user);
        Assert.True((await client.WatchAsync("1")).Ok);
        await client.NextAsync<StateBody>();
        return client;
    }

    private void AdvanceToNextRound()
    {
        var before = _gateway.Access.Forgotten.Count;
        for (var left = _gateway.Options.RecheckAccessAfter; left >= TimeSpan.Zero && _gateway.Access.Forgotten.Count == before; left -= TimeSpan.FromSeconds(1))
            _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotEqual(before, _gateway.Access.Forgotten.Count);
    }

    private void Advance(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1)) _time.Advance(TimeSpan.FromSeconds(1));
    }
}
