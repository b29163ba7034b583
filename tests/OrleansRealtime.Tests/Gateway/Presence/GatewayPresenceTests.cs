using Microsoft.Extensions.Logging;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Connections;
using OrleansRealtime.Gateway.Presence;
using OrleansRealtime.Tests.Server;

namespace OrleansRealtime.Tests.Gateway.Presence;

/// <summary>What a gateway tells the rooms, in time that the test moves.</summary>
public sealed class GatewayPresenceTests : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    /// <summary>Longer than any test that moves from timer to timer.</summary>
    private static readonly TimeSpan Endless = TimeSpan.FromDays(30);

    private readonly ManualTimeProvider _time = new();
    private readonly GatewayUnderTest _gateway;

    public GatewayPresenceTests() => _gateway = new(time: _time);

    private TimeSpan Grace => _gateway.Presence.Grace;

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task A_user_is_online_while_any_tab_is_and_away_when_all_are()
    {
        var (first, second) = (_gateway.Connect(), _gateway.Connect());
        await HasAsync(Users("ana"), "demo/user/ana Online");

        await first.SetPresenceAsync(null, PresenceStatus.Away);
        await second.SetPresenceAsync(null, PresenceStatus.Away);
        await HasAsync(Users("ana"), "demo/user/ana Away");

        await second.SetPresenceAsync(null);
        await HasAsync(Users("ana"), "demo/user/ana Online");
    }

    [Fact]
    public async Task Who_views_an_entity_is_told_to_it_once_however_many_tabs()
    {
        var (first, second) = (_gateway.Connect(), _gateway.Connect());
        await first.SetPresenceAsync("42");
        await second.SetPresenceAsync("42", PresenceStatus.Away);
        await HasAsync(Entity("42"), "ana Online");

        await first.SetPresenceAsync("43");
        await HasAsync(Entity("43"), "ana Online");
        await HasAsync(Entity("42"), "ana Away");

        await second.SetPresenceAsync(null);
        await HasAsync(Entity("42"));
    }

    [Fact]
    public async Task A_closed_tab_leaves_after_the_grace_and_not_before()
    {
        var tab = _gateway.Connect();
        await tab.SetPresenceAsync("42");
        await HasAsync(Entity("42"), "ana Online");
        var left = false;
        _gateway.Rooms.OnReport = (_, report) =>
        {
            left |= report.Entries.Any(entry => entry.Status == PresenceStatus.Offline);
            return Task.CompletedTask;
        };

        tab.Leave();
        await _time.TimerSetAsync(Grace, "the grace");
        _time.Advance(Grace - TimeSpan.FromMilliseconds(1));
        Assert.False(left);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        await HasAsync(Entity("42"));
        Assert.True(left);
        await HasAsync(Users("ana"));
    }

    [Fact]
    public async Task A_reload_within_the_grace_is_not_told_at_all()
    {
        var tab = _gateway.Connect();
        await tab.SetPresenceAsync("42");
        await HasAsync(Entity("42"), "ana Online");
        var told = new List<PresenceReport>();
        _gateway.Rooms.OnReport = (room, report) =>
        {
            if (room == Entity("42")) told.Add(report);
            return Task.CompletedTask;
        };

        tab.Leave();
        await _time.TimerSetAsync(Grace, "the grace");
        var again = _gateway.Connect();
        await again.SetPresenceAsync("42");
        _time.Advance(Grace);
        var other = _gateway.Connect("bo");
        await other.SetPresenceAsync("42");
        await HasAsync(Entity("42"), "ana Online", "bo Online");

        Assert.All(told.SelectMany(report => report.Entries), entry => Assert.Equal("bo", entry.Member));
    }

    [Fact]
    public async Task A_room_that_lost_its_activation_is_told_everything_at_the_next_check()
    {
        var (ana, bo) = (_gateway.Connect(), _gateway.Connect("bo"));
        await ana.SetPresenceAsync("42");
        await bo.SetPresenceAsync("42", PresenceStatus.Away);
        await HasAsync(Entity("42"), "ana Online", "bo Away");

        _gateway.Rooms.Lose(Entity("42"));
        await HasAsync(Entity("42"), "ana Online", "bo Away");
    }

    [Fact]
    public async Task A_report_that_fails_is_told_again_and_whole()
    {
        var failures = 3;
        _gateway.Rooms.OnReport = (room, _) => room == Entity("42") && Interlocked.Decrement(ref failures) >= 0
            ? throw new TimeoutException("nobody knows")
            : Task.CompletedTask;
        var tab = _gateway.Connect();

        await tab.SetPresenceAsync("42");

        await HasAsync(Entity("42"), "ana Online");
    }

    [Fact]
    public async Task A_thousand_that_come_at_once_cost_a_few_calls()
    {
        var tabs = Enumerable.Range(0, 1_000).Select(i => _gateway.Connect($"u{i:0000}")).ToList();
        await Task.WhenAll(tabs.Select(tab => tab.SetPresenceAsync("42")));

        await _time.RunUntilAsync(_gateway.Rooms.CountsAsync(Entity("42"), 1_000), Moment, "all of them");

        // Each of the sixteen parts of the users, and the entity, a few times.
        Assert.True(_gateway.Rooms.Reports <= 17 * 10, $"It took {_gateway.Rooms.Reports} reports.");
    }

    [Fact]
    public async Task Nobody_focuses_what_the_user_may_not_see_and_then_nothing_has_changed()
    {
        var tab = _gateway.Connect();
        await tab.SetPresenceAsync("42");
        _gateway.Access.Denied[("43", "ana")] = true;

        var refused = await Assert.ThrowsAsync<CallRefusedException>(() => tab.SetPresenceAsync("43", PresenceStatus.Away));
        Assert.Equal(ProblemCodes.AccessDenied, refused.Problem);
        _gateway.Access.Fails = true;
        refused = await Assert.ThrowsAsync<CallRefusedException>(() => tab.SetPresenceAsync("44"));
        Assert.Equal(ProblemCodes.Unavailable, refused.Problem);

        await HasAsync(Entity("42"), "ana Online");
        await HasAsync(Users("ana"), "demo/user/ana Online");
        Assert.Empty(_gateway.Rooms.In(Entity("43")));
    }

    [Fact]
    public async Task Whose_access_is_lost_leaves_without_a_grace()
    {
        _gateway.Presence.Grace = Endless;
        var tab = _gateway.Connect();
        await tab.SetPresenceAsync("42");
        await HasAsync(Entity("42"), "ana Online");
        _gateway.Access.Denied[("42", "ana")] = true;

        _gateway.Entities.Arrive("42", new EntityAccessForgotten("ana"));

        await HasAsync(Entity("42"));
        await HasAsync(Users("ana"), "demo/user/ana Online");
    }

    [Fact]
    public async Task Whose_tokens_are_refused_is_gone_without_a_grace()
    {
        _gateway.Presence.Grace = Endless;
        var tab = _gateway.Connect();
        await tab.SetPresenceAsync("42");
        await HasAsync(Entity("42"), "ana Online");

        tab.Connection.Refuse();
        tab.Leave();

        await HasAsync(Entity("42"));
        await HasAsync(Users("ana"));
    }

    [Fact]
    public async Task A_process_beats_from_its_first_connection_on_and_takes_leave()
    {
        var (rooms, options) = (new PlayedRooms(), Microsoft.Extensions.Options.Options.Create(_gateway.Presence));
        using var heartbeat = new GatewayHeartbeat(rooms, options, _time, Microsoft.Extensions.Logging.Abstractions.NullLogger<GatewayHeartbeat>.Instance);
        _time.Advance(_gateway.Presence.HeartbeatInterval);
        Assert.Equal(0, rooms.Beats);

        await heartbeat.BeginAsync();
        Assert.Equal(1, rooms.Beats);
        for (var i = 0; i < 3; i++) _time.Advance(_gateway.Presence.HeartbeatInterval);
        Assert.Equal(4, rooms.Beats);

        await heartbeat.StoppingAsync(CancellationToken.None);
        _time.Advance(_gateway.Presence.HeartbeatInterval);
        Assert.Equal((4, 1), (rooms.Beats, rooms.Leaves));
    }

    [Fact]
    public async Task Beats_that_fail_are_told_now_and_then_and_not_each()
    {
        var (rooms, options) = (new PlayedRooms(), Microsoft.Extensions.Options.Options.Create(_gateway.Presence));
        using var lines = new LogLines();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(lines));
        using var heartbeat = new GatewayHeartbeat(rooms, options, _time, logs.CreateLogger<GatewayHeartbeat>());
        await heartbeat.BeginAsync();
        rooms.OnBeat = () => throw new TimeoutException();

        var beats = 1 + (int)(TimeSpan.FromMinutes(1) / _gateway.Presence.HeartbeatInterval);
        for (var beat = 0; beat < beats; beat++) _time.Advance(_gateway.Presence.HeartbeatInterval);

        Assert.Equal(1 + beats, rooms.Beats);
        Assert.InRange(lines.Lines.Count, 2, 7);
    }

    [Fact]
    public async Task Rooms_that_cannot_be_told_are_told_of_now_and_then_and_not_each()
    {
        using var lines = new LogLines();
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(lines));
        using var gateway = new GatewayUnderTest(time: _time, presenceLog: logs.CreateLogger<GatewayPresence>());
        var tab = gateway.Connect();
        await _time.RunUntilAsync(gateway.Rooms.HasAsync(Users("ana"), "demo/user/ana Online"), Moment, "the tab's user to be there");
        var (told, all) = (0, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        gateway.Rooms.OnReport = (_, _) =>
        {
            if (Interlocked.Increment(ref told) == 20) all.SetResult();
            throw new TimeoutException();
        };

        await tab.SetPresenceAsync("42");
        await _time.RunUntilAsync(all.Task, Moment, "twenty reports");

        Assert.InRange(lines.Lines.Count, 1, 12);
    }

    private static PresenceTarget Entity(string id) => PresenceTarget.Of(new EntityKey("demo", "workitem", id));

    private static PresenceTarget Users(string user) => PresenceTarget.Of(new UserKey("demo", user));

    private Task HasAsync(PresenceTarget room, params string[] members) =>
        _time.RunUntilAsync(_gateway.Rooms.HasAsync(room, members), Moment, $"{string.Join(", ", members)} in {room}");
}
