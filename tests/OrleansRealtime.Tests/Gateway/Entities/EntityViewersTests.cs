using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Tests.Gateway.Connections;

namespace OrleansRealtime.Tests.Gateway.Entities;

/// <summary>What those who watch an entity are told of its viewers, when the test decides on events, heads and answers.</summary>
public sealed class EntityViewersTests : IDisposable
{
    private static readonly EntityKey Key = new("demo", "workitem", "42");

    private readonly ManualTimeProvider _time = new();
    private readonly GatewayUnderTest _gateway;

    public EntityViewersTests()
    {
        _gateway = new(time: _time);
        _gateway.Entities.Commit("42", entity => entity.Create());
    }

    private TimeSpan Window => _gateway.Presence.FrameInterval;

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task The_first_change_comes_at_once_and_those_of_the_next_second_as_one_that_cancels_out()
    {
        var viewer = await WatchAsync();
        Arrive(1, "bo");
        Assert.Equal("bo", Assert.Single((await viewer.NextAsync<PresenceBody>()).Users).User);

        Arrive(2, "bo", "cy");
        Arrive(3, "bo");
        Arrive(4, "bo", "di");
        Assert.False(viewer.Socket.TryTake(out _));
        _time.Advance(Window);

        var changed = await viewer.NextAsync<PresenceChangedBody>();
        Assert.Equal((2, "di"), (changed.Total, Assert.Single(changed.Joined!).User));
        Assert.Empty(changed.Left!);

        Arrive(5, "bo");
        Arrive(6, "bo", "di");
        _time.Advance(Window);
        Arrive(7);
        changed = await viewer.NextAsync<PresenceChangedBody>();
        Assert.Equal((0, 0), (changed.Total, changed.Joined!.Count));
        Assert.Equal(["bo", "di"], changed.Left!);
    }

    [Fact]
    public async Task Who_begins_to_watch_is_told_after_the_state_and_of_nobody_nothing()
    {
        var first = await WatchAsync();
        Arrive(1, "bo");
        await first.NextAsync<PresenceBody>();

        var second = await _gateway.ConnectAsync("cy");
        Assert.True((await second.WatchAsync("42")).Ok);
        await second.NextAsync<StateBody>();
        Assert.Equal("bo", Assert.Single((await second.NextAsync<PresenceBody>()).Users).User);

        _time.Advance(Window);
        Arrive(2);
        await first.NextAsync<PresenceChangedBody>();
        var third = await WatchAsync("di");
        _time.Advance(Window);
        Arrive(3, "ed");
        Assert.Equal("ed", Assert.Single((await third.NextAsync<PresenceBody>()).Users).User);
    }

    [Fact]
    public async Task A_slow_connection_is_told_the_whole_once_and_not_each_change()
    {
        var viewer = await WatchAsync();
        Arrive(1, "bo");
        await viewer.NextAsync<PresenceBody>();
        viewer.Socket.Stall();
        _time.Advance(Window);
        Arrive(2, "bo", "cy");
        await viewer.Socket.Full.Within("a write that hangs");
        for (var version = 3; version < 10; version++)
        {
            _time.Advance(Window);
            Arrive(version, "bo", $"u{version}");
        }

        viewer.Socket.Drain();

        Assert.Equal("cy", Assert.Single((await viewer.NextAsync<PresenceChangedBody>()).Joined!).User);
        Assert.Equal(["bo", "u9"], (await viewer.NextAsync<PresenceBody>()).Users.Select(user => user.User));
        Assert.False(viewer.Socket.TryTake(out _));
    }

    [Fact]
    public async Task Who_was_due_a_list_that_is_empty_when_it_can_be_sent_is_told_the_whole_of_the_next()
    {
        _gateway.Entities.Commit("43", entity => entity.Create());
        var viewer = await WatchAsync();
        Assert.True((await viewer.WatchAsync("43")).Ok);
        await viewer.NextAsync<StateBody>();
        viewer.Socket.Stall();
        _gateway.Entities.Arrive("43", new EntityPresence(View("life", 1, "di")));
        await viewer.Socket.Full.Within("a write that hangs");
        Arrive(1, "bo");
        _time.Advance(Window);
        Arrive(2);
        viewer.Socket.Drain();
        await viewer.NextAsync<PresenceBody>();
        // Its answer comes after all that was due before.
        await viewer.UnwatchAsync("43");

        _time.Advance(Window);
        Arrive(3, "cy");

        Assert.Equal("cy", Assert.Single((await viewer.NextAsync<PresenceBody>()).Users).User);
    }

    [Fact]
    public async Task After_Unwatch_and_after_a_denial_nothing_more_comes()
    {
        var (one, other) = (await WatchAsync(), await WatchAsync("bo"));
        Arrive(1, "cy");
        await one.NextAsync<PresenceBody>();
        await other.NextAsync<PresenceBody>();
        await one.UnwatchAsync("42");
        _gateway.Access.Denied[("42", "bo")] = true;
        _gateway.Entities.Arrive("42", new EntityAccessForgotten("bo"));
        await other.NextAsync<DeniedBody>();
        var third = await WatchAsync("di");
        await third.NextAsync<PresenceBody>();

        _time.Advance(Window);
        Arrive(2);
        await third.NextAsync<PresenceChangedBody>();

        Assert.False(one.Socket.TryTake(out _));
        Assert.False(other.Socket.TryTake(out _));
    }

    [Fact]
    public async Task What_the_head_names_and_no_news_brought_is_asked_for()
    {
        var viewer = await WatchAsync();
        _gateway.Entities.Viewers[Key] = View("life", 3, "bo");
        Head("life:3");
        Assert.Equal("bo", Assert.Single((await viewer.NextAsync<PresenceBody>()).Users).User);

        _gateway.Entities.Viewers[Key] = View("life", 4);
        _time.Advance(Window);
        Head("life:4");
        await _time.RunUntilAsync(Gone(), Window, "what was missed");

        async Task Gone() => Assert.Equal(0, (await viewer.NextAsync<PresenceChangedBody>()).Total);
    }

    [Fact]
    public async Task News_that_come_late_or_twice_take_nothing_back()
    {
        var viewer = await WatchAsync();
        Arrive(2, "bo");
        await viewer.NextAsync<PresenceBody>();
        _time.Advance(Window);
        Arrive(1, "cy");
        Arrive(2, "bo");
        Head("life:1");

        Arrive(3, "bo", "di");

        Assert.Equal("di", Assert.Single((await viewer.NextAsync<PresenceChangedBody>()).Joined!).User);
    }

    [Fact]
    public async Task A_new_activation_is_believed_once_all_had_the_time_to_tell_it()
    {
        var viewer = await WatchAsync();
        Arrive(1, "bo", "cy");
        await viewer.NextAsync<PresenceBody>();
        _time.Advance(Window);

        Head(null);
        _gateway.Entities.Arrive("42", new EntityPresence(View("next", 1, "bo")));
        _gateway.Entities.Viewers[Key] = View("next", 3, "bo", "cy", "di");
        await _time.RunUntilAsync(Settled(), _gateway.Presence.Settle, "the view of the new activation");

        async Task Settled()
        {
            var changed = await viewer.NextAsync<PresenceChangedBody>();
            Assert.Equal((3, "di", 0), (changed.Total, Assert.Single(changed.Joined!).User, changed.Left!.Count));
        }
    }

    private async Task<TestClient> WatchAsync(string user = "ana")
    {
        var client = await _gateway.ConnectAsync(user);
        Assert.True((await client.WatchAsync("42")).Ok);
        await client.NextAsync<StateBody>();
        return client;
    }

    private void Arrive(long version, params string[] users) => _gateway.Entities.Arrive("42", new EntityPresence(View("life", version, users)));

    private void Head(string? presence) => _gateway.Entities.Head("42", presence);

    private static PresenceView View(string epoch, long version, params string[] users) =>
        new(epoch, version, users.Length, false, [.. users.Select(user => new PresenceEntry(user, user, PresenceStatus.Online))]);
}
