using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Tests.Gateway.Connections;

namespace OrleansRealtime.Tests.Gateway.Entities;

/// <summary>One feed for many viewers: what it asks, when, and what they are told.</summary>
public sealed class EntityFeedTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly GatewayUnderTest _gateway;

    public EntityFeedTests() => _gateway = new(new() { RecentChanges = 4 }, _time);

    private PlayedEntities Entities => _gateway.Entities;

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Many_viewers_that_come_at_once_share_one_subscription_and_one_reading()
    {
        Entities["1"].Create(("title", "\"one\""));
        var subscribing = new TaskCompletionSource();
        Entities.OnSubscribe = () => subscribing.Task;
        var clients = Enumerable.Range(0, 20).Select(_ => _gateway.Connect()).ToList();

        var watches = clients.Select(client => client.WatchAsync("1")).ToList();
        subscribing.SetResult();

        Assert.All(await Task.WhenAll(watches), result => Assert.Equal((true, "e1:1"), (result.Ok, result.Position)));
        Assert.Equal((1, 1), (Entities.Subscriptions, Entities.Questions));
        foreach (var client in clients) Assert.False((await client.NextAsync<StateBody>()).Reset);
    }

    [Fact]
    public async Task Viewers_get_the_very_same_frame()
    {
        Entities["1"].Create();
        var (ana, bo) = (await WatcherAsync(), await WatcherAsync());

        Entities.Commit("1", truth => truth.Patch("title", "\"two\""));

        Assert.Same(await ana.NextAsync<ChangedBody>(), await bo.NextAsync<ChangedBody>());
    }

    [Fact]
    public async Task What_is_committed_between_subscribing_and_reading_is_told_once()
    {
        Entities["1"].Create();
        var (asked, answers) = (new TaskCompletionSource(), new TaskCompletionSource());
        Entities.OnAnswer = () =>
        {
            asked.TrySetResult();
            return answers.Task;
        };
        var client = _gateway.Connect();
        var watch = client.WatchAsync("1");
        await asked.Task.Within("the question");

        Entities.Commit("1", truth => truth.Patch("title", "\"two\""));
        answers.SetResult();

        Assert.Equal("e1:2", (await watch).Position);
        Assert.Equal("e1:2", (await client.NextAsync<StateBody>()).Position);
        Entities.Commit("1", truth => truth.Patch("title", "\"three\""));
        Assert.Equal(("e1:2", "e1:3"), Chain(await client.NextAsync<ChangedBody>()));
    }

    [Fact]
    public async Task A_gap_is_asked_for_at_once()
    {
        Entities["1"].Create();
        var client = await WatcherAsync();
        var questions = Entities.Questions;

        Entities.CommitUnheard("1", truth => truth.Patch("a", "1"));
        Entities.Commit("1", truth => truth.Patch("b", "2"));

        var changed = await client.NextAsync<ChangedBody>();
        Assert.Equal(("e1:1", "e1:3"), Chain(changed));
        Assert.Equal("""{"a":1,"b":2}""", changed.Fields.ToString());
        Assert.Equal(questions + 1, Entities.Questions);
    }

    [Fact]
    public async Task Those_who_watch_are_stale_while_something_is_known_to_be_missing_or_the_grain_does_not_answer()
    {
        using var meters = new MeterReadings(_gateway.Meters);
        Entities["1"].Create();
        var (ana, bo) = (await WatcherAsync(), await WatcherAsync());
        Assert.Equal((2, 0), (meters["gateway.watches"], meters["gateway.watches.stale"]));
        var (asked, answers) = (new TaskCompletionSource(), new TaskCompletionSource());
        Entities.OnAnswer = () =>
        {
            asked.TrySetResult();
            return answers.Task;
        };

        Entities.CommitUnheard("1", truth => truth.Patch("a", "1"));
        Entities.Commit("1", truth => truth.Patch("b", "2"));
        await asked.Task.Within("the question");
        Assert.Equal((2, 2), (meters["gateway.watches"], meters["gateway.watches.stale"]));

        answers.SetResult();
        foreach (var client in (TestClient[])[ana, bo]) await client.NextAsync<ChangedBody>();
        Assert.Equal((2, 0), (meters["gateway.watches"], meters["gateway.watches.stale"]));
    }

    [Fact]
    public async Task What_came_out_of_order_all_the_same_is_told_in_order_and_once()
    {
        Entities["1"].Create();
        var client = await WatcherAsync();

        var first = Entities.CommitUnheard("1", truth => truth.Patch("a", "1"));
        Entities.Commit("1", truth => truth.Patch("b", "2"));
        Entities.Arrive("1", first);
        Assert.Equal(("e1:1", "e1:3"), Chain(await client.NextAsync<ChangedBody>()));

        Entities.Commit("1", truth => truth.Patch("c", "3"));
        Assert.Equal(("e1:3", "e1:4"), Chain(await client.NextAsync<ChangedBody>()));
    }

    [Fact]
    public async Task The_last_news_of_all_is_missed_until_the_next_head()
    {
        Entities["1"].Create();
        var client = await WatcherAsync();
        Entities.CommitUnheard("1", truth => truth.Patch("a", "1"));

        Entities.Head("1");

        Assert.Equal(("e1:1", "e1:2"), Chain(await client.NextAsync<ChangedBody>()));
    }

    [Fact]
    public async Task A_feed_that_hears_no_heads_asks_by_itself()
    {
        Entities["1"].Create();
        var client = await WatcherAsync();
        Entities.CommitUnheard("1", truth => truth.Patch("a", "1"));

        _time.Advance(_gateway.Options.ConfirmWithin + TimeSpan.FromSeconds(1));

        Assert.Equal(("e1:1", "e1:2"), Chain(await client.NextAsync<ChangedBody>()));
    }

    [Fact]
    public async Task A_question_that_fails_is_asked_again()
    {
        Entities["1"].Create();
        var client = await WatcherAsync();
        var failed = new TaskCompletionSource();
        Entities.OnAnswer = () =>
        {
            Entities.OnAnswer = () => Task.CompletedTask;
            failed.SetResult();
            throw new TimeoutException("the grain sleeps");
        };
        Entities.CommitUnheard("1", truth => truth.Patch("a", "1"));

        Entities.Lost("1");
        await failed.Task.Within("the first question");
        var changed = client.NextAsync<ChangedBody>();
        await _time.RunUntilAsync(changed, _gateway.Options.RetryMax, "the second question's answer");

        Assert.Equal(("e1:1", "e1:2"), Chain(await changed));
    }

    [Fact]
    public async Task A_grain_that_does_not_answer_keeps_a_watch_waiting_for_three_seconds_and_no_longer()
    {
        Entities["1"].Create();
        var asked = Waiting.Signal();
        Entities.OnAnswer = () =>
        {
            asked.TrySetResult();
            return new TaskCompletionSource().Task;
        };

        var watch = _gateway.Connect().WatchAsync("1");
        // Not the limit of subscribing, which comes before it and is as long.
        await asked.Task.Within("the question");
        await _time.TimerSetAsync(_gateway.Options.CallTimeout, "the question's limit");
        _time.Advance(_gateway.Options.CallTimeout);

        Assert.Equal(("unavailable", false), ((await watch).Code, (await watch).Ok));
        Assert.Equal(0, Entities.Subscribed);

        Entities.OnAnswer = () => Task.CompletedTask;
        Assert.True((await _gateway.Connect().WatchAsync("1")).Ok);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_subscribed_makes_the_watch_unavailable_and_the_next_one_tries_again()
    {
        Entities["1"].Create();
        Entities.OnSubscribe = () => throw new InvalidOperationException("full");

        Assert.Equal("unavailable", (await _gateway.Connect().WatchAsync("1")).Code);

        Entities.OnSubscribe = () => Task.CompletedTask;
        Assert.True((await _gateway.Connect().WatchAsync("1")).Ok);
    }

    [Fact]
    public async Task The_last_viewer_gone_the_feed_lingers_and_then_ends()
    {
        Entities["1"].Create();
        var client = await WatcherAsync();
        client.Leave();

        _time.Advance(_gateway.Options.Linger - TimeSpan.FromSeconds(2));
        Assert.Equal((1, 1), (_gateway.FollowedEntities, Entities.Subscribed));

        await WatcherAsync();
        Assert.Equal(1, Entities.Subscriptions);
        _time.Advance(_gateway.Options.Linger);
        Assert.Equal(1, _gateway.FollowedEntities);
    }

    [Fact]
    public async Task After_the_linger_nothing_is_left_of_it()
    {
        Entities["1"].Create();
        var client = await WatcherAsync();
        await client.UnwatchAsync("1");

        _time.Advance(_gateway.Options.Linger + TimeSpan.FromSeconds(1));

        Assert.Equal((0, 0), (_gateway.FollowedEntities, Entities.Subscribed));
    }

    [Fact]
    public async Task What_is_not_there_leaves_nothing_behind_at_once()
    {
        Assert.Equal("not_found", (await _gateway.Connect().WatchAsync("none")).Code);

        Assert.Equal((0, 0), (_gateway.FollowedEntities, Entities.Subscribed));
    }

    [Fact]
    public async Task A_deletion_is_told_and_a_new_life_is_a_reset()
    {
        Entities["1"].Create();
        var client = await WatcherAsync();

        Entities.Commit("1", truth => truth.Delete());
        Assert.Equal("e1:2", (await client.NextAsync<DeletedBody>()).Position);
        Entities.Commit("1", truth => truth.Create(("title", "\"again\"")));

        var state = await client.NextAsync<StateBody>();
        Assert.Equal(("e2:1", true), (state.Position, state.Reset));
    }

    [Fact]
    public async Task What_a_viewer_missed_may_arrive_too_late_to_count()
    {
        Entities["1"].Create();
        var ana = await WatcherAsync();
        for (var i = 0; i < 10; i++) Entities.Commit("1", truth => truth.Patch("title", $"{i}"));
        Entities.Log = 2;
        var (asked, answers) = (new TaskCompletionSource(), new TaskCompletionSource());
        Entities.OnAnswer = () =>
        {
            asked.TrySetResult();
            return answers.Task;
        };
        var bo = _gateway.Connect().WatchAsync("1", "e1:2");
        await asked.Task.Within("the question about what bo missed");

        Entities.OnAnswer = () => Task.CompletedTask;
        Entities.CommitUnheard("1", truth => truth.Delete());
        Entities.Commit("1", truth => truth.Create());
        while ((await ana.Socket.NextAsync("the new life")).Body is not StateBody { Position: "e2:1" });
        answers.SetResult();

        Assert.Equal("e2:1", (await bo).Position);
    }

    private async Task<TestClient> WatcherAsync()
    {
        var client = _gateway.Connect();
        Assert.True((await client.WatchAsync("1")).Ok);
        await client.NextAsync<StateBody>();
        return client;
    }

    private static (string From, string To) Chain(ChangedBody changed) => (changed.From, changed.To);
}
