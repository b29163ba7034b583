using System.Text.Json;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Connections;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Tests.Gateway.Entities;

namespace OrleansRealtime.Tests.Gateway.Connections;

/// <summary>Watch and Unwatch: what a client gets for the position that it has.</summary>
public sealed class WatchTests : IDisposable
{
    private readonly GatewayUnderTest _gateway = new(new() { RecentChanges = 4, MaxItems = 5, MaxWatches = 8 });

    private PlayedEntities Entities => _gateway.Entities;

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task With_the_present_position_there_is_no_frame()
    {
        Entities["1"].Create();
        var client = _gateway.Connect();

        Assert.Equal("e1:1", (await client.WatchAsync("1", Entities["1"].At)).Position);

        Entities.Commit("1", truth => truth.Patch("a", "1"));
        Assert.Equal("e1:1", (await client.NextAsync<ChangedBody>()).From);
    }

    [Fact]
    public async Task With_a_recent_position_there_is_only_what_is_missing()
    {
        Entities["1"].Create();
        await _gateway.Connect().WatchAsync("1");
        Patch("1", 4);
        var (client, questions) = (_gateway.Connect(), Entities.Questions);

        Assert.Equal("e1:5", (await client.WatchAsync("1", "e1:2")).Position);

        var changed = await client.NextAsync<ChangedBody>();
        Assert.Equal(("e1:2", "e1:5"), (changed.From, changed.To));
        Assert.Equal("""{"f2":2,"f3":3,"f4":4}""", changed.Fields.ToString());
        Assert.Equal(questions, Entities.Questions);
    }

    [Fact]
    public async Task With_a_position_that_only_the_grains_log_covers_too()
    {
        Entities["1"].Create();
        Patch("1", 10);
        var client = _gateway.Connect();

        Assert.Equal("e1:11", (await client.WatchAsync("1", "e1:2")).Position);

        var changed = await client.NextAsync<ChangedBody>();
        Assert.Equal(("e1:2", "e1:11"), (changed.From, changed.To));
        Assert.Equal(9, changed.Fields.Count);
    }

    [Fact]
    public async Task What_comes_while_the_missed_changes_wait_is_merged_into_them()
    {
        Entities["1"].Create();
        Patch("1", 10);
        var client = await _gateway.ConnectAsync();
        client.Socket.Stall();
        Entities["3"].Create();
        await client.WatchAsync("3");
        await client.Socket.Full.Within("a write that hangs");

        await client.WatchAsync("1", "e1:2");
        Entities.Commit("1", truth => truth.Patch("late", "1"));
        client.Socket.Drain();

        await client.NextAsync<StateBody>();
        var changed = await client.NextAsync<ChangedBody>();
        Assert.Equal(("e1:2", "e1:12", 10), (changed.From, changed.To, changed.Fields.Count));
    }

    [Fact]
    public async Task With_a_position_that_no_log_covers_the_state_replaces_what_the_client_has()
    {
        Entities.Log = 3;
        Entities["1"].Create();
        Patch("1", 10);
        var client = _gateway.Connect();

        await client.WatchAsync("1", "e1:2");

        var state = await client.NextAsync<StateBody>();
        Assert.Equal(("e1:11", true), (state.Position, state.Reset));
    }

    [Fact]
    public async Task The_changes_of_a_former_life_are_no_way_to_the_present()
    {
        Entities["1"].Create();
        var first = _gateway.Connect();
        await first.WatchAsync("1");
        await first.NextAsync<StateBody>();
        Patch("1", 3);
        Entities.Commit("1", truth => truth.Delete());
        Entities.Commit("1", truth => truth.Create());
        while (await first.Socket.NextAsync("the new life") is { Body: not StateBody }) { }

        Entities.Commit("1", truth => truth.Patch("new", "1"));
        var second = _gateway.Connect();
        await second.WatchAsync("1", "e2:1");

        Assert.Equal("{\"new\":1}", (await second.NextAsync<ChangedBody>()).Fields.ToString());
    }

    [Theory]
    [InlineData("other:1")]
    [InlineData("e1:99")]
    public async Task A_position_of_another_life_or_of_the_future_is_reset(string position)
    {
        Entities["1"].Create();
        var client = _gateway.Connect();

        Assert.Equal((true, "e1:1"), Brief(await client.WatchAsync("1", position)));

        var state = await client.NextAsync<StateBody>();
        Assert.Equal(("e1:1", true), (state.Position, state.Reset));
    }

    [Fact]
    public async Task A_position_ahead_of_this_process_is_believed_if_the_grain_knows_it()
    {
        Entities["1"].Create();
        await _gateway.Connect().WatchAsync("1");
        Entities.CommitUnheard("1", truth => truth.Patch("a", "1"));
        var client = _gateway.Connect();

        Assert.Equal((true, "e1:2"), Brief(await client.WatchAsync("1", "e1:2")));

        Entities.Commit("1", truth => truth.Patch("b", "2"));
        Assert.Equal("e1:2", (await client.NextAsync<ChangedBody>()).From);
    }

    [Fact]
    public async Task What_another_process_created_is_there_whatever_this_one_heard()
    {
        Entities["1"].Create();
        var first = _gateway.Connect();
        await first.WatchAsync("1");
        Entities.Commit("1", truth => truth.Delete());
        Entities.CommitUnheard("1", truth => truth.Create());

        Assert.Equal((true, "e2:1"), Brief(await _gateway.Connect().WatchAsync("1")));
    }

    [Fact]
    public async Task Watched_again_without_a_position_it_starts_over_and_with_one_it_goes_on()
    {
        Entities["1"].Create();
        var client = _gateway.Connect();
        await client.WatchAsync("1");
        await client.NextAsync<StateBody>();
        Patch("1", 1);
        await client.NextAsync<ChangedBody>();

        Assert.Equal("e1:2", (await client.WatchAsync("1", "e1:1")).Position);
        Assert.Equal("e1:2", (await client.WatchAsync("1", "e1:2")).Position);
        await client.WatchAsync("1");
        var state = await client.NextAsync<StateBody>();
        Assert.Equal(("e1:2", true), (state.Position, state.Reset));

        await client.WatchAsync("1", "zzz:1");
        Assert.True((await client.NextAsync<StateBody>()).Reset);
    }

    [Fact]
    public async Task Each_item_has_its_own_answer_and_twice_the_same_is_one()
    {
        Entities["1"].Create();
        Entities["2"].Create();
        _gateway.Access.Denied[("2", "ana")] = true;
        Entities["4"].Create();
        Entities.CommitUnheard("4", truth => truth.Delete());
        var client = _gateway.Connect();

        var results = await client.Connection.WatchAsync(
            [new("workitem", "1", null), new("workitem", "1", "e1:1"), new("workitem", "2", null), new("Work Item", "3", null)]);
        var more = await client.Connection.WatchAsync(
            [new("workitem", "1", "one"), new("workitem", "4", null), new("workitem", "5", null), new("workitem", "", null)]);

        Assert.Equal([null, null, "access_denied", "bad_key"], results.Select(result => result.Code));
        Assert.Equal(["bad_position", "not_found", "not_found", "bad_key"], more.Select(result => result.Code));
        Assert.Equal("1", (await client.NextAsync<StateBody>()).Id);
        Patch("1", 1);
        Assert.Equal("1", (await client.NextAsync<ChangedBody>()).Id);
    }

    [Fact]
    public async Task Who_cannot_say_whether_the_user_may_has_not_said_yes()
    {
        Entities["1"].Create();
        _gateway.Access.Fails = true;

        Assert.Equal("unavailable", (await _gateway.Connect().WatchAsync("1")).Code);
    }

    [Fact]
    public async Task Past_the_most_that_a_connection_watches_each_one_more_is_refused_alone()
    {
        for (var i = 0; i < 10; i++) Entities[$"{i}"].Create();
        var client = _gateway.Connect();
        Assert.All(await client.Connection.WatchAsync(Items(0, 5)), result => Assert.True(result.Ok));

        // Of eight, those that come first; what is watched already takes no room.
        var results = await client.Connection.WatchAsync(Items(3, 7));
        Assert.Equal([null, null, null, null, null, "too_many_watches", "too_many_watches"], results.Select(result => result.Code));

        await client.Connection.UnwatchAsync(Items(0, 2));
        Assert.All(await client.Connection.WatchAsync(Items(8, 2)), result => Assert.True(result.Ok));
    }

    [Theory]
    [InlineData("7", "", "", "bad_body")]
    [InlineData("null", "", "", "bad_body")]
    [InlineData("{}", "", "", "bad_body")]
    [InlineData("""{"type":"workitem","id":485}""", "workitem", "485", "bad_body")]
    [InlineData("""{"type":"workitem","id":null}""", "workitem", "", "bad_body")]
    [InlineData("""{"type":"workitem","id":"\ud800"}""", "workitem", "", "bad_body")]
    [InlineData("""{"type":"workitem","id":"1","\ud800":1}""", "workitem", "1", "bad_body")]
    [InlineData("""{"type":"workitem","id":"1","more":1}""", "workitem", "1", "bad_body")]
    [InlineData("""{"type":"workitem","id":"1","position":7}""", "workitem", "1", "bad_body")]
    [InlineData("""{"type":"workitem","id":"1","position":"x"}""", "workitem", "1", "bad_position")]
    [InlineData("""{"type":"Not a type","id":"1"}""", "Not a type", "1", "bad_key")]
    public async Task A_bad_item_is_answered_alone_and_its_neighbours_are_watched(string item, string type, string id, string code)
    {
        Entities["1"].Create();
        Entities["2"].Create();
        using var argument = JsonDocument.Parse($$"""[{"type":"workitem","id":"1"},{{item}},{"type":"workitem","id":"2"}]""");
        var items = WatchItem.ReadAll(argument.RootElement, 5);
        var client = _gateway.Connect();

        var results = await client.Connection.WatchAsync(items);
        Assert.Equal([true, false, true], results.Select(result => result.Ok));
        Assert.Equal((type, id, code), (results[1].Type, results[1].Id, results[1].Code));
        await client.Connection.UnwatchAsync(items);
    }

    [Theory]
    [InlineData("{}", "bad_body")]
    [InlineData("null", "bad_body")]
    [InlineData("\"\\ud800\"", "bad_body")]
    [InlineData("[1,2,3,4,5,6]", "too_many_items")]
    public void What_is_no_list_or_a_longer_one_is_refused_whole(string argument, string code)
    {
        using var json = JsonDocument.Parse(argument);
        var refused = Assert.Throws<CallRefusedException>(() => WatchItem.ReadAll(json.RootElement, 5));
        Assert.Equal(code, refused.Problem.Code);
    }

    [Fact]
    public async Task After_Unwatch_was_answered_no_frame_follows()
    {
        Entities["1"].Create();
        Entities["2"].Create();
        var client = await _gateway.ConnectAsync();
        await client.WatchAsync("1");
        await client.NextAsync<StateBody>();
        client.Socket.Stall();
        Patch("1", 1);
        await client.Socket.Full.Within("the write of the change");

        var unwatch = client.UnwatchAsync("1");
        Assert.False(unwatch.IsCompleted);
        Patch("1", 1);
        client.Socket.Drain();
        await unwatch;
        Patch("1", 1);
        await client.WatchAsync("2");

        Assert.Equal("e1:2", (await client.NextAsync<ChangedBody>()).To);
        Assert.Equal("2", (await client.NextAsync<StateBody>()).Id);
    }

    [Fact]
    public async Task A_slow_connection_gets_many_changes_as_one_and_makes_nobody_wait()
    {
        Entities["1"].Create();
        var (slow, fast) = (await _gateway.ConnectAsync(), _gateway.Connect("bo"));
        await slow.WatchAsync("1");
        await slow.NextAsync<StateBody>();
        await fast.WatchAsync("1");
        await fast.NextAsync<StateBody>();
        slow.Socket.Stall();
        Patch("1", 1);
        await slow.Socket.Full.Within("the slow write");
        await fast.NextAsync<ChangedBody>();

        for (var i = 0; i < 3; i++)
        {
            Entities.Commit("1", truth => truth.Patch("n", $"{truth.Commits}"));
            await fast.NextAsync<ChangedBody>();
        }

        slow.Socket.Drain();
        Assert.Equal("e1:2", (await slow.NextAsync<ChangedBody>()).To);
        var coalesced = await slow.NextAsync<ChangedBody>();
        Assert.Equal(("e1:2", "e1:5"), (coalesced.From, coalesced.To));
    }

    [Fact]
    public async Task Far_behind_it_gets_the_state()
    {
        Entities["1"].Create();
        var slow = await _gateway.ConnectAsync();
        await slow.WatchAsync("1");
        await slow.NextAsync<StateBody>();
        slow.Socket.Stall();
        Patch("1", 1);
        await slow.Socket.Full.Within("the slow write");

        Patch("1", 20);
        slow.Socket.Drain();

        await slow.NextAsync<ChangedBody>();
        var state = await slow.NextAsync<StateBody>();
        Assert.Equal(("e1:22", true), (state.Position, state.Reset));
    }

    [Fact]
    public async Task Access_that_is_lost_is_told_once_and_ends_the_frames_of_that_user_alone()
    {
        Entities["1"].Create();
        var (ana, bo) = (_gateway.Connect(), _gateway.Connect("bo"));
        foreach (var client in (TestClient[])[ana, bo])
        {
            await client.WatchAsync("1");
            await client.NextAsync<StateBody>();
        }

        _gateway.Access.Denied[("1", "ana")] = true;
        Entities.Arrive("1", new EntityAccessForgotten("ana"));
        Assert.Equal("access_denied", (await ana.NextAsync<DeniedBody>()).Code);
        Patch("1", 1);

        Assert.Equal("e1:2", (await bo.NextAsync<ChangedBody>()).To);
        Assert.Equal("access_denied", (await ana.WatchAsync("1")).Code);
        Assert.Contains("demo ana 1", _gateway.Access.Forgotten);
        _gateway.Access.Denied.Clear();
        await ana.WatchAsync("1");
        Assert.Equal("e1:2", (await ana.NextAsync<StateBody>()).Position);
    }

    [Fact]
    public async Task Access_that_was_forgotten_and_still_holds_changes_nothing()
    {
        Entities["1"].Create();
        var ana = _gateway.Connect();
        await ana.WatchAsync("1");
        await ana.NextAsync<StateBody>();

        Entities.Arrive("1", new EntityAccessForgotten("ana"));
        Patch("1", 1);

        await ana.NextAsync<ChangedBody>();
    }

    private void Patch(string id, int times)
    {
        for (var i = 1; i <= times; i++) Entities.Commit(id, truth => truth.Patch($"f{i}", $"{i}"));
    }

    private static WatchItem[] Items(int first, int count) =>
        [.. Enumerable.Range(first, count).Select(i => new WatchItem("workitem", $"{i}", null))];

    private static (bool Ok, string? Position) Brief(WatchResult result) => (result.Ok, result.Position);
}
