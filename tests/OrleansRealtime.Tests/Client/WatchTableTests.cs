using System.Text.Json;
using OrleansRealtime.Client;
using OrleansRealtime.Client.Entities;

namespace OrleansRealtime.Tests.Client;

/// <summary>What is asked of the hub, and what becomes of its answers, without one.</summary>
public sealed class WatchTableTests : IDisposable
{
    private static readonly EntityRef One = new("workitem", "1");

    private readonly ManualTimeProvider _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly WatchTable _table;

    public WatchTableTests() => _table = new(_time, () => 0.5, _stop.Token);

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    [Fact]
    public async Task Nothing_is_asked_before_there_is_a_connection_and_everything_then()
    {
        using var watch = _table.Open(One);
        Assert.Null(_table.Next());
        _table.Resume();
        var batch = await NextAsync();
        Assert.Equal(WatchBatch.Watch, batch.Method);
        Assert.Equal(new WatchItem("workitem", "1"), Assert.Single(batch.Items));
        Assert.Null(_table.Next());
    }

    [Fact]
    public async Task A_new_connection_is_asked_from_the_position_that_is_there()
    {
        using var watch = await OpenAsync(State("a:7"));
        _table.Suspend();
        _table.Resume();
        Assert.Equal(Position.Parse("a:7"), Assert.Single((await NextAsync()).Items).Position);
    }

    [Fact]
    public async Task After_a_gap_it_is_asked_for_without_a_position_by_which_the_hub_would_tell_nothing_twice()
    {
        using var watch = await OpenAsync(State("a:1"));
        _table.Apply("changed", Json(Changed("a:2", "a:3")));
        var again = await NextAsync();
        Assert.Null(Assert.Single(again.Items).Position);
        // What comes before the answer is no further gap.
        _table.Apply("changed", Json(Changed("a:3", "a:4")));
        _table.Apply("state", Json(State("a:4")));
        _table.Answered(again, [new("workitem", "1", true, Position: Position.Parse("a:4"))]);
        Assert.Null(_table.Next());
        Assert.Equal((ViewStatus.Fresh, "a:4"), await LatestAsync(watch));
    }

    [Fact]
    public async Task A_gap_stays_until_it_is_closed_whoever_refused_the_question()
    {
        using var watch = await OpenAsync(State("a:1"));
        _table.Apply("changed", Json(Changed("a:2", "a:3")));
        _table.Refused(await NextAsync(), ErrorCodes.Unavailable);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(Assert.Single((await NextAsync()).Items).Position);
    }

    [Fact]
    public async Task A_gap_that_is_found_while_the_hub_is_asked_by_position_is_asked_about_after_that()
    {
        using var watch = await OpenAsync(State("a:1"));
        _table.Suspend();
        _table.Resume();
        var byPosition = await NextAsync();
        _table.Apply("changed", Json(Changed("a:2", "a:3")));
        _table.Answered(byPosition, [new("workitem", "1", true, Position: Position.Parse("a:3"))]);

        Assert.Null(Assert.Single((await NextAsync()).Items).Position);
    }

    [Fact]
    public async Task A_gap_behind_the_whole_state_is_another_one_also_before_the_call_is_answered()
    {
        using var watch = await OpenAsync(State("a:1"));
        _table.Apply("changed", Json(Changed("a:2", "a:3")));
        var whole = await NextAsync();
        _table.Apply("state", Json(State("a:3")));
        _table.Apply("changed", Json(Changed("a:4", "a:5")));
        _table.Answered(whole, [new("workitem", "1", true, Position: Position.Parse("a:5"))]);

        Assert.Null(Assert.Single((await NextAsync()).Items).Position);
    }

    [Fact]
    public async Task A_gap_ends_with_its_connection_because_a_new_one_has_told_nothing()
    {
        using var watch = await OpenAsync(State("a:1"));
        _table.Apply("changed", Json(Changed("a:2", "a:3")));
        _table.Suspend();
        _table.Resume();

        Assert.Equal(Position.Parse("a:1"), Assert.Single((await NextAsync()).Items).Position);
    }

    [Fact]
    public async Task What_the_server_has_more_of_is_not_fresh_before_it_is_there()
    {
        using var watch = await OpenAsync(State("a:1"));
        _table.Suspend();
        Assert.Equal((ViewStatus.Stale, "a:1"), await LatestAsync(watch));
        _table.Resume();
        _table.Answered(await NextAsync(), [new("workitem", "1", true, Position: Position.Parse("a:2"))]);
        using (var late = _table.Open(One)) Assert.Equal((ViewStatus.Stale, "a:1"), await LatestAsync(late));
        _table.Apply("changed", Json(Changed("a:1", "a:2")));
        Assert.Equal((ViewStatus.Fresh, "a:2"), await LatestAsync(watch));
    }

    [Fact]
    public async Task What_is_not_there_is_asked_for_every_15_s()
    {
        using var watch = _table.Open(One);
        _table.Resume();
        for (var times = 0; times < 3; times++)
        {
            _table.Answered(await NextAsync(), [new("workitem", "1", false, ErrorCodes.NotFound)]);
            Assert.Null(_table.Next());
            _time.Advance(TimeSpan.FromSeconds(15));
        }

        Assert.Equal((ViewStatus.Absent, null), await LatestAsync(watch));
    }

    [Fact]
    public async Task What_is_not_there_and_watched_is_not_asked_for_again_and_shows_when_it_comes()
    {
        using var watch = _table.Open(One);
        _table.Resume();
        _table.Answered(await NextAsync(), [new("workitem", "1", false, ErrorCodes.NotFound, Watched: true)]);
        Assert.Equal((ViewStatus.Absent, null), await LatestAsync(watch));
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(_table.Next());

        _table.Apply("state", Json(State("a:1")));
        Assert.Equal((ViewStatus.Fresh, "a:1"), await LatestAsync(watch));
    }

    [Fact]
    public async Task What_was_created_before_the_answer_that_it_is_not_there_stays()
    {
        using var watch = _table.Open(One);
        _table.Resume();
        var asked = await NextAsync();
        _table.Apply("state", Json(State("a:1")));
        _table.Answered(asked, [new("workitem", "1", false, ErrorCodes.NotFound, Watched: true)]);
        Assert.Equal((ViewStatus.Fresh, "a:1"), await LatestAsync(watch));
    }

    [Fact]
    public async Task What_is_denied_is_asked_for_ever_more_seldom()
    {
        using var watch = _table.Open(One);
        _table.Resume();
        foreach (var seconds in (int[])[15, 30, 60, 120, 120])
        {
            _table.Answered(await NextAsync(), [new("workitem", "1", false, ErrorCodes.AccessDenied)]);
            _time.Advance(TimeSpan.FromSeconds(seconds - 1));
            Assert.Null(_table.Next());
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((ViewStatus.Denied, null), await LatestAsync(watch));
    }

    [Theory]
    [InlineData(ErrorCodes.Unavailable)]
    [InlineData(ErrorCodes.Overloaded)]
    public async Task What_nobody_can_tell_now_is_asked_for_soon_and_is_stale_until_it_is_watched_again(string code)
    {
        using var watch = await OpenAsync(State("a:1"));
        _table.Apply("denied", Json($$"""{"type":"workitem","id":"1","code":"{{code}}"}"""));
        Assert.Equal((ViewStatus.Stale, "a:1"), await LatestAsync(watch));
        _time.Advance(TimeSpan.FromSeconds(2));
        var batch = await NextAsync();
        Assert.Equal(Position.Parse("a:1"), Assert.Single(batch.Items).Position);
        _table.Answered(batch, [new("workitem", "1", true, Position: Position.Parse("a:1"))]);
        Assert.Equal((ViewStatus.Fresh, "a:1"), await LatestAsync(watch));
    }

    [Fact]
    public async Task Whoever_watches_no_longer_is_unwatched_before_anything_is_watched()
    {
        var watch = await OpenAsync(State("a:1"));
        watch.Dispose();
        using var again = _table.Open(One);
        Assert.Equal(WatchBatch.Unwatch, (await NextAsync()).Method);
        Assert.Equal(new WatchItem("workitem", "1"), Assert.Single((await NextAsync()).Items));
    }

    [Fact]
    public async Task What_was_never_asked_needs_no_unwatching_but_what_waits_to_be_asked_again_does()
    {
        _table.Resume();
        _table.Open(One).Dispose();
        Assert.Null(_table.Next());
        var watch = await OpenAsync(State("a:1"));
        _table.Apply("changed", Json(Changed("a:2", "a:3")));
        watch.Dispose();
        Assert.Equal(WatchBatch.Unwatch, (await NextAsync()).Method);
        Assert.Null(_table.Next());
    }

    [Fact]
    public async Task A_call_has_500_items_and_a_connection_2000()
    {
        var watches = Enumerable.Range(0, WatchTable.MaxWatches).Select(id => _table.Open(new("workitem", $"{id}"))).ToList();
        Assert.Equal(ErrorCodes.TooManyWatches, Assert.Throws<RealtimeException>(() => _table.Open(new("workitem", "one more"))).Code);
        _table.Resume();
        for (var call = 0; call < 4; call++) Assert.Equal(500, (await NextAsync()).Items.Count);
        Assert.Null(_table.Next());
        watches.ForEach(watch => watch.Dispose());
        using var free = _table.Open(new("workitem", "one more"));
    }

    [Fact]
    public async Task A_refused_call_is_asked_again_later()
    {
        using var watch = _table.Open(One);
        _table.Resume();
        _table.Refused(await NextAsync(), ErrorCodes.Overloaded);
        Assert.Null(_table.Next());
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.NotNull(_table.Next());
    }

    [Fact]
    public async Task What_is_opened_after_the_end_ends_too()
    {
        _table.End(new RealtimeException(ErrorCodes.Closed, "The client was closed."));

        using var watch = _table.Open(One);

        Assert.Equal(ErrorCodes.Closed, (await Assert.ThrowsAsync<RealtimeException>(() => LatestAsync(watch)).Within("the end")).Code);
    }

    private static string State(string position) =>
        $$"""{"type":"workitem","id":"1","position":"{{position}}","fields":{},"comments":0,"followers":0,"createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z","updatedBy":null}""";

    private static string Changed(string from, string to) =>
        $$"""{"type":"workitem","id":"1","from":"{{from}}","to":"{{to}}","fields":{},"updatedAt":"2026-01-01T00:00:00Z","updatedBy":null}""";

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private static async Task<(ViewStatus Status, string? Position)> LatestAsync(WatchReader watch)
    {
        await foreach (var view in watch.ReadAsync(TestContext.Current.CancellationToken)) return (view.Status, view.State?.Position.ToString());
        throw new InvalidOperationException("It has ended.");
    }

    /// <summary>Watched, connected, and at this state.</summary>
    private async Task<WatchReader> OpenAsync(string state)
    {
        var watch = _table.Open(One);
        _table.Resume();
        var batch = await NextAsync();
        _table.Apply("state", Json(state));
        _table.Answered(batch, [new("workitem", "1", true)]);
        return watch;
    }

    private async Task<WatchBatch> NextAsync()
    {
        if (_table.Next() is { } ready) return ready;
        return await Waiting.UntilAsync(() => Task.FromResult(_table.Next()), batch => batch is not null, "something to ask") ?? throw new InvalidOperationException();
    }
}
