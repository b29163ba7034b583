using OrleansRealtime.Client;
using OrleansRealtime.Client.Entities;
using OrleansRealtime.Tests.Server;

namespace OrleansRealtime.Tests.Client;

/// <summary>What a watch shows, on the real server.</summary>
public sealed class WatchTests(WatchServer app) : IClassFixture<WatchServer>, IAsyncLifetime
{
    private readonly EntityRef _item = new("workitem", $"{Guid.NewGuid():n}");
    private readonly string _user = $"{Guid.NewGuid():n}";
    private readonly ClientSockets _sockets = new();
    private ClientUnderTest _own = null!;

    private RealtimeClient Client => _own.Client;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _own = ClientUnderTest.Of(app, configure: options => options.ConfigureHub = _sockets.Configure);
        await Client.CreateAsync(_item, new WorkItem("one"), cancellation: Stop);
    }

    public ValueTask DisposeAsync() => _own.DisposeAsync();

    [Fact]
    public async Task An_entity_is_shown_as_it_is_and_as_it_changes()
    {
        await using var watch = Watch();
        var first = await watch.NextAsync("the state");
        Assert.Equal((ViewStatus.Fresh, "one", 1), (first.Status, first.Entity!.Fields.Title, first.Position!.Value.Version));

        var changed = await Client.For("ana").PatchAsync<WorkItem>(_item, new { title = "two", rank = 7 }, cancellation: Stop);
        var second = await watch.NextAsync("the change");
        Assert.Equal((ViewStatus.Fresh, changed.Position, "ana"), (second.Status, second.Position, second.Entity!.UpdatedBy));
        Assert.Equal(changed.Fields, second.Entity.Fields);

        await Client.PatchAsync<WorkItem>(_item, new { rank = (int?)null }, cancellation: Stop);
        Assert.Equal(("two", null), await watch.NextAsync("the field's end") is var view ? (view.Entity!.Fields.Title, view.Entity.Fields.Rank) : default);

        await Client.DeleteAsync(_item, cancellation: Stop);
        Assert.Equal(new(ViewStatus.Absent, null), await watch.NextAsync("the deletion"));

        await Client.CreateAsync(_item, new WorkItem("anew"), cancellation: Stop);
        var anew = await watch.NextAsync("the next life");
        Assert.Equal((ViewStatus.Fresh, "anew"), (anew.Status, anew.Entity!.Fields.Title));
        Assert.NotEqual(first.Position.Value.Epoch, anew.Position!.Value.Epoch);
    }

    [Fact]
    public async Task A_large_entity_comes_in_parts_and_is_whole()
    {
        await using var watch = Watch();
        await watch.NextAsync("the state");
        var large = await Client.PutAsync(_item, new WorkItem(new string('ä', 100_000), 7, ["\"\\", "😀"]), cancellation: Stop);
        var view = await watch.NextAsync("the change");
        Assert.Equal((ViewStatus.Fresh, large.Position, large.Fields.Title), (view.Status, view.Position!.Value, view.Entity!.Fields.Title));
        Assert.Equal(["\"\\", "😀"], view.Entity.Fields.Labels!);

        _sockets.Cut();
        Assert.Equal(ViewStatus.Stale, (await watch.NextAsync("the loss")).Status);
        await using var other = Watch();
        Assert.Equal(large.Fields.Title, (await other.UntilAsync(each => each.Status == ViewStatus.Fresh, "the whole state")).Entity!.Fields.Title);
    }

    [Fact]
    public async Task What_is_not_there_is_absent()
    {
        await using var watch = new ViewReader<EntityView<WorkItem>>(Client.For(_user).WatchAsync<WorkItem>(_item with { Id = "absent" }, Stop));
        Assert.Equal(new(ViewStatus.Absent, null), await watch.NextAsync("the answer"));
    }

    [Fact]
    public async Task A_lost_connection_shows_what_was_and_then_what_is()
    {
        await using var watch = Watch();
        await watch.NextAsync("the state");
        _sockets.AreRefused = true;
        _sockets.Cut();
        var stale = await watch.NextAsync("the loss");
        Assert.Equal((ViewStatus.Stale, "one"), (stale.Status, stale.Entity!.Fields.Title));

        await Client.PatchAsync<WorkItem>(_item, new { title = "two" }, cancellation: Stop);
        var last = await Client.PatchAsync<WorkItem>(_item, new { rank = 2 }, cancellation: Stop);
        _sockets.AreRefused = false;
        var back = await watch.UntilAsync(view => view.Status == ViewStatus.Fresh, "the connection to come back");
        Assert.Equal((last.Position, "two", 2), (back.Position!.Value, back.Entity!.Fields.Title, back.Entity.Fields.Rank));

        // Where nothing was missed, nothing comes: it is fresh all the same.
        _sockets.Cut();
        Assert.Equal(ViewStatus.Stale, (await watch.NextAsync("the next loss")).Status);
        Assert.Equal((ViewStatus.Fresh, last.Position), await watch.NextAsync("the next connection") is var same ? (same.Status, same.Position!.Value) : default);
        NeverBack(watch.Seen);
    }

    [Fact]
    public async Task A_deletion_and_a_new_life_during_a_loss_are_found()
    {
        await using var watch = Watch();
        await watch.NextAsync("the state");
        _sockets.AreRefused = true;
        _sockets.Cut();
        await watch.NextAsync("the loss");
        await Client.DeleteAsync(_item, cancellation: Stop);
        var anew = await Client.CreateAsync(_item, new WorkItem("anew"), cancellation: Stop);
        _sockets.AreRefused = false;
        var back = await watch.UntilAsync(view => view.Status == ViewStatus.Fresh, "the connection to come back");
        Assert.Equal((anew.Position, "anew"), (back.Position!.Value, back.Entity!.Fields.Title));

        _sockets.AreRefused = true;
        _sockets.Cut();
        await watch.NextAsync("the next loss");
        await Client.DeleteAsync(_item, cancellation: Stop);
        _sockets.AreRefused = false;
        Assert.Null((await watch.UntilAsync(view => view.Status == ViewStatus.Absent, "the deletion")).Entity);
    }

    [Fact]
    public async Task Access_that_is_lost_is_told_and_access_that_is_given_back_is_found()
    {
        var time = new ManualTimeProvider();
        await using var own = new ClientUnderTest(
            options => (options.Url, options.Workspace, options.ApiKey) = (app.Address, "demo", ServerApp.Key), time: time);
        await using var watch = new ViewReader<EntityView<WorkItem>>(own.Client.For(_user).WatchAsync<WorkItem>(_item, Stop));
        await watch.NextAsync("the state");

        app.Access.Denied[(_item.Id, _user)] = true;
        await Client.Access.RecheckAsync(_item, _user, Stop);
        Assert.Equal(new(ViewStatus.Denied, null, ErrorCodes.AccessDenied), await watch.NextAsync("the loss of access"));

        await Client.PatchAsync<WorkItem>(_item, new { title = "two" }, cancellation: Stop);
        app.Access.Denied.Clear();
        await Client.Access.RecheckAsync(_item, _user, Stop);
        // 15 s, more or less by half.
        time.Advance(TimeSpan.FromSeconds(23));
        var back = await watch.NextAsync("the access");
        Assert.Equal((ViewStatus.Fresh, "two"), (back.Status, back.Entity!.Fields.Title));
    }

    [Fact]
    public async Task Whoever_is_sent_away_for_good_is_told_why()
    {
        await using var watch = Watch();
        await using var badges = new ViewReader<OrleansRealtime.Client.Inbox.Badge>(Client.For(_user).BadgeAsync(Stop));
        await watch.NextAsync("the state");
        await badges.NextAsync("the badge");
        await Client.Access.RevokeAsync(_user, Stop);
        var ended = await Assert.ThrowsAsync<RealtimeException>(() => watch.NextAsync("the end"));
        Assert.Equal((ErrorCodes.AccessRevoked, "This user's tokens were revoked."), (ended.Code, ended.Message));
        Assert.Equal(ErrorCodes.AccessRevoked, (await Assert.ThrowsAsync<RealtimeException>(() => badges.NextAsync("the end"))).Code);

        // Whoever asks again begins anew, with a new token.
        await using var again = Watch();
        Assert.Equal(ViewStatus.Fresh, (await again.NextAsync("the state")).Status);
    }

    [Fact]
    public async Task A_key_that_is_refused_ends_the_watch()
    {
        await using var own = ClientUnderTest.Of(app, configure: options => options.ApiKey = "no-such-key");
        await using var watch = new ViewReader<EntityView<WorkItem>>(own.Client.For(_user).WatchAsync<WorkItem>(_item, Stop));
        Assert.Equal(ErrorCodes.Unauthenticated, (await Assert.ThrowsAsync<RealtimeException>(() => watch.NextAsync("the refusal"))).Code);
        Assert.Equal(ErrorCodes.UserRequired, Assert.Throws<RealtimeException>(() => own.Client.WatchAsync<WorkItem>(_item, Stop)).Code);
    }

    [Fact]
    public async Task What_names_no_entity_ends_the_watch_and_no_other()
    {
        await using var watch = Watch();
        await watch.NextAsync("the state");
        await using var bad = new ViewReader<EntityView<WorkItem>>(Client.For(_user).WatchAsync<WorkItem>(new("Work Item", "1"), Stop));
        Assert.Equal(ErrorCodes.BadKey, (await Assert.ThrowsAsync<RealtimeException>(() => bad.NextAsync("the refusal"))).Code);
        Assert.Throws<RealtimeException>(() => Client.For(_user).WatchAsync<WorkItem>(new("workitem", ".."), Stop));
        await Client.PatchAsync<WorkItem>(_item, new { title = "two" }, cancellation: Stop);
        Assert.Equal("two", (await watch.NextAsync("the change")).Entity!.Fields.Title);
    }

    [Fact]
    public async Task A_slow_reader_gets_the_newest_and_harms_nobody()
    {
        await using var slow = Watch();
        await using var fast = Watch();
        await slow.NextAsync("the state");
        await fast.NextAsync("the state");
        Entity<WorkItem>? last = null;
        for (var rank = 1; rank <= 50; rank++)
        {
            last = await Client.PatchAsync<WorkItem>(_item, new { rank }, cancellation: Stop);
            await fast.UntilAsync(view => view.Position == last.Position, "each change");
        }

        await slow.UntilAsync(view => view.Position == last!.Position, "the last change");
        Assert.InRange(slow.Seen.Count, 2, 3);
        NeverBack(slow.Seen);
        NeverBack(fast.Seen);
    }

    [Fact]
    public async Task Watches_of_one_user_share_a_connection_that_the_last_one_closes()
    {
        await using (var one = Watch())
        {
            await one.NextAsync("the state");
            await using var two = Watch();
            await two.NextAsync("the state");
            await using var other = new ViewReader<EntityView<WorkItem>>(Client.For(_user).WatchAsync<WorkItem>(_item with { Id = "absent" }, Stop));
            await other.NextAsync("the answer");
            Assert.Equal((1, 1), (_sockets.Count, _sockets.Open));
        }

        await Waiting.UntilAsync(() => Task.FromResult(_sockets.Open), open => open == 0, "the connection to be closed");
        await using var later = Watch();
        await later.NextAsync("the state");
        Assert.Equal(2, _sockets.Count);
    }

    [Fact]
    public async Task What_was_unwatched_is_watched_again()
    {
        await using var other = new ViewReader<EntityView<WorkItem>>(Client.For(_user).WatchAsync<WorkItem>(_item with { Id = "absent" }, Stop));
        await other.NextAsync("the answer");
        for (var title = 0; title < 3; title++)
        {
            await using var watch = Watch();
            await watch.NextAsync("the state");
            await Client.PatchAsync<WorkItem>(_item, new { title = $"{title}" }, cancellation: Stop);
            Assert.Equal($"{title}", (await watch.NextAsync("the change")).Entity!.Fields.Title);
        }

        Assert.Equal(1, _sockets.Count);
    }

    [Fact]
    public async Task There_are_no_more_connections_than_allowed()
    {
        await using var own = ClientUnderTest.Of(app, configure: options => options.MaxConnections = 1);
        await using var one = new ViewReader<EntityView<WorkItem>>(own.Client.For("one").WatchAsync<WorkItem>(_item, Stop));
        await one.NextAsync("the state");
        await using var two = new ViewReader<EntityView<WorkItem>>(own.Client.For("two").WatchAsync<WorkItem>(_item, Stop));
        Assert.Equal(ErrorCodes.TooManyConnections, (await Assert.ThrowsAsync<RealtimeException>(() => two.NextAsync("the refusal"))).Code);
        await one.DisposeAsync();
        await using var three = new ViewReader<EntityView<WorkItem>>(own.Client.For("three").WatchAsync<WorkItem>(_item, Stop));
        await three.NextAsync("the state");
    }

    [Fact]
    public async Task Whoever_cancels_watches_no_longer()
    {
        using var cancel = new CancellationTokenSource();
        await using var watch = new ViewReader<EntityView<WorkItem>>(Client.For(_user).WatchAsync<WorkItem>(_item, cancel.Token));
        await watch.NextAsync("the state");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch.NextAsync("the end"));
        await Waiting.UntilAsync(() => Task.FromResult(_sockets.Open), open => open == 0, "the connection to be closed");
    }

    [Fact]
    public async Task A_hub_that_cannot_be_configured_ends_the_watch()
    {
        await using var own = ClientUnderTest.Of(app, configure: options => options.ConfigureHub = _ => throw new InvalidOperationException("No proxy."));
        await using var watch = new ViewReader<EntityView<WorkItem>>(own.Client.For(_user).WatchAsync<WorkItem>(_item, Stop));
        var ended = await Assert.ThrowsAsync<RealtimeException>(() => watch.NextAsync("the end"));
        Assert.Equal((ErrorCodes.Connection, "The hub is not connected: No proxy."), (ended.Code, ended.Message));
    }

    [Fact]
    public async Task A_client_that_is_closed_ends_its_watches()
    {
        await using var own = ClientUnderTest.Of(app);
        await using var watch = new ViewReader<EntityView<WorkItem>>(own.Client.For(_user).WatchAsync<WorkItem>(_item, Stop));
        await watch.NextAsync("the state");
        await own.DisposeAsync();
        Assert.Equal(ErrorCodes.Closed, (await Assert.ThrowsAsync<RealtimeException>(() => watch.NextAsync("the end"))).Code);
    }

    private ViewReader<EntityView<WorkItem>> Watch() => new(Client.For(_user).WatchAsync<WorkItem>(_item, Stop));

    private static void NeverBack(List<EntityView<WorkItem>> seen)
    {
        var versions = seen.Where(view => view.Position is not null).Select(view => view.Position!.Value.Version).ToList();
        Assert.Equal(versions.Order(), versions);
    }
}
