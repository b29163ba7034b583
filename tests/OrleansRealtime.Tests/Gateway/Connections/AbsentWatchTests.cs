using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Connections;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Tests.Gateway.Entities;

namespace OrleansRealtime.Tests.Gateway.Connections;

/// <summary>What is not there yet, on a connection that asked to be told when it is.</summary>
public sealed class AbsentWatchTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly GatewayUnderTest _gateway;

    public AbsentWatchTests() => _gateway = new(new() { MaxAbsentWatches = 3 }, _time);

    private PlayedEntities Entities => _gateway.Entities;

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task It_arrives_when_it_is_created_as_something_new()
    {
        var client = _gateway.Connect(watchesAbsent: true);
        Assert.Equal(new("workitem", "1", Ok: false, "not_found", Position: null, Watched: true), await client.WatchAsync("1"));

        Entities.Commit("1", truth => truth.Create());

        var state = await client.NextAsync<StateBody>();
        Assert.Equal(("e1:1", false), (state.Position, state.Reset));
        Entities.Commit("1", truth => truth.Patch("title", "\"two\""));
        Assert.Equal("e1:2", (await client.NextAsync<ChangedBody>()).To);
    }

    [Fact]
    public async Task Whoever_had_it_in_another_life_gets_it_as_a_reset_and_no_end_of_what_is_known_to_be_gone()
    {
        Entities["1"].Create();
        Entities["1"].Delete();
        var client = _gateway.Connect(watchesAbsent: true);
        Assert.Equal(("not_found", true), await AnswerAsync(client, "1", "e1:1"));

        Entities.Commit("1", truth => truth.Create());

        var state = await client.NextAsync<StateBody>();
        Assert.Equal(("e2:1", true), (state.Position, state.Reset));
    }

    [Fact]
    public async Task What_is_deleted_before_the_answer_is_told_by_a_frame_once()
    {
        Entities["1"].Create();
        var client = _gateway.Connect(watchesAbsent: true);
        Assert.True((await client.WatchAsync("1")).Ok);
        await client.NextAsync<StateBody>();
        Entities.CommitUnheard("1", truth => truth.Delete());
        Entities.Head("1");

        Assert.Equal("e1:2", (await client.NextAsync<DeletedBody>()).Position);
        Assert.Equal(("not_found", true), await AnswerAsync(client, "1", "e1:1"));
        Entities.Commit("1", truth => truth.Create());
        Assert.True((await client.NextAsync<StateBody>()).Reset);
    }

    [Fact]
    public async Task Its_creation_may_be_lost_on_the_way_and_is_found_by_the_head()
    {
        var client = _gateway.Connect(watchesAbsent: true);
        await client.WatchAsync("1");
        Entities.CommitUnheard("1", truth => truth.Create());

        Entities.Head("1");

        Assert.Equal("e1:1", (await client.NextAsync<StateBody>()).Position);
    }

    [Fact]
    public async Task Past_the_bound_it_is_not_watched_until_one_of_them_is_there_or_given_up()
    {
        var client = _gateway.Connect(watchesAbsent: true);
        var answers = await client.Connection.WatchAsync([.. Enumerable.Range(1, 4).Select(id => new WatchItem("workitem", $"{id}", null))]);
        Assert.Equal(3, answers.Count(answer => answer.Watched));
        Assert.All(answers, answer => Assert.Equal("not_found", answer.Code));
        var (absent, over) = (answers.First(answer => answer.Watched).Id, answers.Single(answer => !answer.Watched).Id);
        Assert.Equal(("not_found", false), await AnswerAsync(client, over));
        Assert.Equal(3, _gateway.FollowedEntities);

        Entities.Commit(absent, truth => truth.Create());
        await client.NextAsync<StateBody>();
        Assert.Equal(("not_found", true), await AnswerAsync(client, over));

        await client.UnwatchAsync(over);
        Assert.Equal(("not_found", true), await AnswerAsync(client, "5"));
        Assert.Equal(("not_found", false), await AnswerAsync(client, "6"));
    }

    [Fact]
    public async Task Access_that_is_taken_away_ends_it()
    {
        var client = _gateway.Connect(watchesAbsent: true);
        await client.WatchAsync("1");
        _gateway.Access.Denied[("1", "ana")] = true;

        Entities.Arrive("1", new EntityAccessForgotten("ana"));

        Assert.Equal("access_denied", (await client.NextAsync<DeniedBody>()).Code);
        Entities.Commit("1", truth => truth.Create());
        Assert.Equal("access_denied", (await client.WatchAsync("1")).Code);
        Assert.Equal(0, Entities.Subscribed);
    }

    [Fact]
    public async Task Nothing_is_left_when_its_connection_has_gone()
    {
        var client = _gateway.Connect(watchesAbsent: true);
        await client.WatchAsync("1");
        Assert.Equal(1, Entities.Subscribed);

        client.Leave();

        Assert.Equal((0, 0), (_gateway.FollowedEntities, Entities.Subscribed));
    }

    [Fact]
    public async Task Whoever_did_not_ask_is_answered_as_ever()
    {
        var client = _gateway.Connect();

        Assert.Equal(("not_found", false), await AnswerAsync(client, "1"));

        Assert.Equal(0, _gateway.FollowedEntities);
    }

    private static async Task<(string? Code, bool Watched)> AnswerAsync(TestClient client, string id, string? position = null)
    {
        var answer = await client.WatchAsync(id, position);
        Assert.False(answer.Ok);
        return (answer.Code, answer.Watched);
    }
}
