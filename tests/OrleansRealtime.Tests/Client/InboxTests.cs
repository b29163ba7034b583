using OrleansRealtime.Client;
using OrleansRealtime.Client.Inbox;
using OrleansRealtime.Client.Notifications;
using OrleansRealtime.Tests.Server;

namespace OrleansRealtime.Tests.Client;

/// <summary>An inbox that is followed, on the real server.</summary>
[Collection(nameof(SharedWebServer))]
public sealed class InboxTests(WebServerApp app) : IAsyncDisposable
{
    private readonly string _user = $"{Guid.NewGuid():n}";
    private readonly ClientSockets _sockets = new();
    private ClientUnderTest? _own;

    private RealtimeClient Client => (_own ??= ClientUnderTest.Of(app, configure: options => options.ConfigureHub = _sockets.Configure)).Client;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _own?.DisposeAsync() ?? default;

    [Fact]
    public async Task What_comes_in_and_what_is_marked_is_shown()
    {
        await using var inbox = new ViewReader<InboxView>(Client.For(_user).InboxAsync(cancellation: Stop));
        await using var badges = new ViewReader<Badge>(Client.For(_user).BadgeAsync(Stop));
        Assert.Empty((await inbox.NextAsync("the inbox")).Items);
        await badges.NextAsync("the badge");

        await NotifyAsync("one");
        await NotifyAsync("two");
        var two = await inbox.UntilAsync(view => view.Items.Count == 2, "two items");
        Assert.Equal(["two", "one"], two.Items.Select(item => item.Title));
        Assert.Equal((2, false), (two.Badge.Unread, two.IsStale));
        await badges.UntilAsync(badge => badge.Unread == 2, "the badge of two");

        await Client.For(_user).Inbox.MarkAsync(InboxMark.Archived(two.Items[1].Seq), Stop);
        Assert.Equal("two", Assert.Single((await inbox.UntilAsync(view => view.Items.Count == 1, "the mark")).Items).Title);
        await badges.UntilAsync(badge => badge.Unread == 1, "the badge of one");
        Assert.Equal(1, _sockets.Count);
        var versions = badges.Seen.Select(badge => badge.Version).ToList();
        Assert.Equal(versions.Distinct().Order(), versions);
    }

    [Fact]
    public async Task What_came_while_there_was_no_connection_is_shown_afterwards()
    {
        await using var inbox = new ViewReader<InboxView>(Client.For(_user).InboxAsync(new() { Filter = InboxFilter.Unread }, Stop));
        await NotifyAsync("one");
        var one = await inbox.UntilAsync(view => view.Items.Count == 1, "the item");
        _sockets.AreRefused = true;
        _sockets.Cut();
        Assert.Equal((true, one.Badge), await inbox.UntilAsync(view => view.IsStale, "the loss") is var stale ? (stale.IsStale, stale.Badge) : default);

        // A mark has no number of its own to be missed by.
        await Client.For(_user).Inbox.MarkAsync(InboxMark.Read(one.Items[0].Seq), Stop);
        _sockets.AreRefused = false;
        Assert.Empty((await inbox.UntilAsync(view => !view.IsStale, "the connection to come back")).Items);
    }

    [Fact]
    public void An_api_key_follows_no_inbox_of_its_own()
    {
        Assert.Equal(ErrorCodes.UserRequired, Assert.Throws<RealtimeException>(() => Client.InboxAsync(cancellation: Stop)).Code);
        Assert.Equal(ErrorCodes.UserRequired, Assert.Throws<RealtimeException>(() => Client.BadgeAsync(Stop)).Code);
    }

    private Task<NotificationReceipt> NotifyAsync(string title) => Client.Notifications.SendAsync(new Notification([_user], "deploy", title), cancellation: Stop);
}
