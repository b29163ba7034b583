using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Tests.Gateway.Connections;

namespace OrleansRealtime.Tests.Gateway.Inbox;

/// <summary>The bell of each connection: never behind for long, never back, and never before what it counts.</summary>
public sealed class UserFeedTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly GatewayUnderTest _gateway;

    public UserFeedTests() => _gateway = new(new() { MaxInboxFrames = 50 }, _time);

    private PlayedUsers Users => _gateway.Users;

    public void Dispose() => _gateway.Dispose();

    [Fact]
    public async Task Each_connection_begins_with_the_badge()
    {
        Users.Notify("ana", "before");

        Assert.Equal(Users.Badge("ana"), await _gateway.Connect().Socket.NextAsync<Badge>());
        Assert.Equal(Users.Badge("ana"), await _gateway.Connect().Socket.NextAsync<Badge>());
        Assert.Equal(Badge.Empty, await _gateway.Connect("bo").Socket.NextAsync<Badge>());
    }

    [Fact]
    public async Task A_notification_comes_before_the_badge_that_counts_it_in_every_tab()
    {
        var tabs = await TabsAsync();

        Users.Arrive("ana", Users.Notify("ana", "hello"));

        foreach (var tab in tabs)
        {
            Assert.Equal("hello", (await tab.Socket.NextAsync<InboxItemBody>()).Title);
            Assert.Equal((1, 1, 1), Counts(await tab.Socket.NextAsync<Badge>()));
        }
    }

    [Fact]
    public async Task What_is_gone_is_told_to_every_tab_before_the_badge_that_does_not_count_it()
    {
        Users.Notify("ana", "old");
        Users.Notify("ana", "new");
        var tabs = await TabsAsync();

        Users.Arrive("ana", Users.Drop("ana", seq: 1));

        foreach (var tab in tabs)
        {
            var frame = await tab.Socket.NextAsync("what is gone");
            var gone = Assert.IsType<RemovedBody>(frame.Body);
            Assert.Equal("removed", frame.Name);
            Assert.Equal([1L], gone.Seqs);
            Assert.Equal(Users.Badge("ana").Version, gone.Version);
            Assert.Equal((1, 1, 2), Counts(await tab.Socket.NextAsync<Badge>()));
        }
    }

    [Fact]
    public async Task More_than_an_event_can_say_has_every_tab_read_anew()
    {
        Users.Notify("ana", "old");
        var tabs = await TabsAsync();

        Users.Arrive("ana", Users.Drop("ana", seq: 1) with { Removed = null, Reset = true });

        foreach (var tab in tabs)
        {
            Assert.Equal(1, (await tab.Socket.NextAsync<InboxResetBody>()).LastSeq);
            Assert.Equal((0, 0, 1), Counts(await tab.Socket.NextAsync<Badge>()));
        }
    }

    [Fact]
    public async Task Of_a_quiet_item_only_the_badge_tells()
    {
        var tab = (await TabsAsync(1))[0];

        Users.Arrive("ana", Users.Notify("ana", "quiet", quiet: true));
        Users.Arrive("ana", Users.Notify("ana", "aloud"));

        var frame = await tab.Socket.NextAsync("the badge");
        if (frame.Body is Badge badge)
        {
            Assert.Equal((1, 1, 1), Counts(badge));
            frame = await tab.Socket.NextAsync("the notification");
        }

        Assert.Equal("aloud", Assert.IsType<InboxItemBody>(frame.Body).Title);
        Assert.Equal((2, 2, 2), Counts(await tab.Socket.NextAsync<Badge>()));
    }

    [Fact]
    public async Task A_quiet_item_whose_news_was_lost_stays_quiet_and_is_no_mark()
    {
        var tab = (await TabsAsync(1))[0];
        Users.Notify("ana", "quiet", quiet: true);
        Users.Notify("ana", "lost");

        Users.Head("ana");

        Assert.Equal("lost", (await tab.Socket.NextAsync<InboxItemBody>()).Title);
        Assert.Equal((2, 2, 2), Counts(await tab.Socket.NextAsync<Badge>()));
    }

    [Fact]
    public async Task Other_preferences_are_a_hint_to_every_tab()
    {
        var tabs = await TabsAsync();

        Users.Arrive("ana", Users.Prefer("ana"));

        foreach (var tab in tabs) Assert.Equal("preferences", (await tab.Socket.NextAsync("the hint")).Name);
    }

    [Fact]
    public async Task Other_preferences_whose_news_was_lost_have_everything_read_anew()
    {
        var tab = (await TabsAsync(1))[0];
        Users.Prefer("ana");

        Users.Head("ana");

        Assert.Equal("inboxReset", (await tab.Socket.NextAsync("the reset")).Name);
    }

    [Fact]
    public async Task What_one_tab_marks_the_others_hear()
    {
        Users.Notify("ana", "hello");
        var tabs = await TabsAsync();

        Users.Arrive("ana", Users.MarkRead("ana"));

        foreach (var tab in tabs)
        {
            var marked = await tab.Socket.NextAsync<MarkedBody>();
            Assert.Equal((MarkAs.Read, 1L, 2L, true), (marked.As, marked.UpTo, marked.Version, marked.Seqs is null));
            Assert.Equal((0, 0, 1), Counts(await tab.Socket.NextAsync<Badge>()));
        }
    }

    [Fact]
    public async Task What_comes_out_of_order_is_told_in_order_and_what_comes_twice_once()
    {
        var tab = (await TabsAsync())[0];
        var (first, second) = (Users.Notify("ana", "one"), Users.Notify("ana", "two"));

        Users.Arrive("ana", second);
        Users.Arrive("ana", first);
        Users.Arrive("ana", first);
        Users.Arrive("ana", second);
        Users.Arrive("ana", Users.Notify("ana", "three"));

        Assert.Equal(["one", "two", "three"], await TitlesAsync(tab, 3));
    }

    [Fact]
    public async Task What_was_lost_is_read_again_with_the_badge()
    {
        var tab = (await TabsAsync())[0];
        Users.Notify("ana", "lost");

        Users.Arrive("ana", Users.Notify("ana", "two"));

        Assert.Equal(["lost", "two"], await TitlesAsync(tab, 2));
        await WaitForBadgeAsync(tab, version: 2);
    }

    [Fact]
    public async Task The_last_news_of_all_is_missed_until_the_next_head()
    {
        var tab = (await TabsAsync())[0];
        Users.Notify("ana", "lost");

        Users.Head("ana");

        Assert.Equal(["lost"], await TitlesAsync(tab, 1));
        await WaitForBadgeAsync(tab, version: 1);
    }

    [Fact]
    public async Task A_mark_whose_news_was_lost_has_the_inbox_read_again()
    {
        Users.Notify("ana", "hello");
        var tab = (await TabsAsync(1))[0];
        Users.MarkRead("ana");

        Users.Head("ana");

        Assert.Equal(1, (await tab.Socket.NextAsync<InboxResetBody>()).LastSeq);
        Assert.Equal((0, 0, 1), Counts(await tab.Socket.NextAsync<Badge>()));
    }

    [Fact]
    public async Task Of_a_mark_and_an_item_whose_news_was_lost_the_item_is_told_and_then_the_inbox_is_read_again()
    {
        Users.Notify("ana", "hello");
        var tab = (await TabsAsync(1))[0];
        Users.MarkRead("ana");
        Users.Notify("ana", "lost");

        Users.Head("ana");

        Assert.Equal("lost", (await tab.Socket.NextAsync<InboxItemBody>()).Title);
        Assert.Equal(2, (await tab.Socket.NextAsync<InboxResetBody>()).LastSeq);
        Assert.Equal((1, 1, 2), Counts(await tab.Socket.NextAsync<Badge>()));
    }

    [Fact]
    public async Task Who_could_not_be_followed_at_once_is_after_the_first_short_wait()
    {
        Users.Notify("ana", "hello");
        var failures = 1;
        Users.OnAnswer = () => Interlocked.Decrement(ref failures) >= 0 ? throw new TimeoutException() : Task.CompletedTask;

        var badge = _gateway.Connect().Socket.NextAsync<Badge>();
        await _time.RunUntilAsync(badge, _gateway.Options.RetryFirst, "the badge");

        Assert.Equal((1, 1, 1), Counts(await badge));
    }

    [Fact]
    public async Task An_answer_to_a_question_of_before_says_nothing_of_a_head()
    {
        var tab = (await TabsAsync())[0];
        var (asked, answers) = (new TaskCompletionSource(), new TaskCompletionSource());
        Users.OnAnswer = () =>
        {
            asked.TrySetResult();
            return answers.Task;
        };
        Users.Notify("ana", "one");
        Users.Head("ana");
        await asked.Task.Within("the question");

        Users.Notify("ana", "two");
        Users.Head("ana");
        answers.SetResult();
        Assert.Equal(["one"], await TitlesAsync(tab, 1));

        Assert.Equal(["two"], await TitlesAsync(tab, 1));
    }

    [Fact]
    public async Task Who_missed_more_than_a_page_reads_the_inbox_anew()
    {
        Users.Page = 2;
        var tab = (await TabsAsync())[0];
        for (var i = 0; i < 3; i++) Users.Notify("ana", "lost");

        Users.Head("ana");

        Assert.Equal(3, (await tab.Socket.NextAsync<InboxResetBody>()).LastSeq);
        await WaitForBadgeAsync(tab, version: 3);
    }

    [Fact]
    public async Task A_user_who_cannot_be_read_yet_can_watch_and_gets_the_badge_later()
    {
        Users.OnAnswer = () => throw new TimeoutException("the grain sleeps");
        _gateway.Entities["1"].Create();
        var client = _gateway.Connect();
        await client.WatchAsync("1");
        await client.NextAsync<StateBody>();

        Users.OnAnswer = () => Task.CompletedTask;
        var badge = client.Socket.NextAsync<Badge>();
        await _time.RunUntilAsync(badge, _gateway.Options.RetryMax, "the badge");

        Assert.Equal(Badge.Empty, await badge);
    }

    [Fact]
    public async Task Refused_tokens_end_the_connections_that_have_them_and_no_others()
    {
        var before = (await TabsAsync(1))[0];
        _time.Advance(TimeSpan.FromSeconds(2));
        var after = (await TabsAsync(1))[0];

        Users.Arrive("ana", new(0, Badge.Empty, [], [], _time.GetUtcNow() - TimeSpan.FromSeconds(1)));

        var goodbye = await before.Socket.NextAsync<GoodbyeBody>();
        Assert.Equal(("access_revoked", null), (goodbye.Code, goodbye.ReconnectAfterMs));
        await before.Socket.Aborted.Within("the close");
        Users.Arrive("ana", Users.Notify("ana", "still here"));
        Assert.Equal(["still here"], await TitlesAsync(after, 1));
        Assert.Equal("demo/user/ana", Assert.Single(_gateway.RefusedUsers).ToString());
    }

    [Fact]
    public async Task A_refused_token_does_not_come_back_in()
    {
        Users.TokensRefusedBefore = _time.GetUtcNow() + TimeSpan.FromSeconds(1);

        var client = _gateway.Connect();

        while (await client.Socket.NextAsync("the goodbye") is var frame && frame.Name != "goodbye") Assert.Equal("badge", frame.Name);
        await client.Socket.Aborted.Within("the close");
    }

    [Fact]
    public async Task A_token_that_expires_ends_its_connection_unless_it_was_refreshed()
    {
        var (one, other) = (_gateway.Connect(tokenLifetime: TimeSpan.FromMinutes(1)), _gateway.Connect(tokenLifetime: TimeSpan.FromMinutes(1)));
        await one.Socket.NextAsync<Badge>();
        var now = _time.GetUtcNow();
        other.Connection.Refresh(new(new("demo", "ana"), "ana", now, now + TimeSpan.FromMinutes(2)));

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(("token_expired", 0), Goodbye(await one.Socket.NextAsync<GoodbyeBody>()));
        await one.Socket.Aborted.Within("the close");
        Assert.False(other.Socket.Aborted.IsCompleted);
        _time.Advance(TimeSpan.FromMinutes(1));
        await other.Socket.Aborted.Within("the other's close");
    }

    [Fact]
    public async Task Everybody_is_told_when_the_server_goes_down()
    {
        var tabs = await TabsAsync();

        await _gateway.Connections.CloseAllAsync(GoodbyeCodes.Shutdown).Within("all goodbyes");

        foreach (var tab in tabs)
        {
            var (code, reconnectAfterMs) = Goodbye(await tab.Socket.NextAsync<GoodbyeBody>());
            Assert.Equal("shutdown", code);
            Assert.InRange(reconnectAfterMs!.Value, 1_000, 1_000 + tabs.Count);
        }

        var late = _gateway.Connect();
        while ((await late.Socket.NextAsync("the goodbye")).Name != "goodbye") { }
    }

    private async Task<List<TestClient>> TabsAsync(int count = 2)
    {
        var tabs = Enumerable.Range(0, count).Select(_ => _gateway.Connect()).ToList();
        foreach (var tab in tabs) await tab.Socket.NextAsync<Badge>();
        return tabs;
    }

    /// <summary>The titles of the next notifications; badges between them are passed over, none of which may go back.</summary>
    private static async Task<List<string>> TitlesAsync(TestClient tab, int count)
    {
        var (titles, version) = (new List<string>(), 0L);
        while (titles.Count < count)
        {
            var frame = await tab.Socket.NextAsync($"notification {titles.Count + 1}");
            if (frame.Body is Badge badge)
            {
                Assert.True(badge.Version >= version);
                version = badge.Version;
            }
            else
            {
                titles.Add(Assert.IsType<InboxItemBody>(frame.Body).Title);
            }
        }

        return titles;
    }

    private static async Task WaitForBadgeAsync(TestClient tab, long version)
    {
        while ((await tab.Socket.NextAsync<Badge>()).Version < version) { }
    }

    private static (long Unread, long Unseen, long LastSeq) Counts(Badge badge) => (badge.Unread, badge.Unseen, badge.LastSeq);

    private static (string Code, int? After) Goodbye(GoodbyeBody goodbye) => (goodbye.Code, goodbye.ReconnectAfterMs);
}
