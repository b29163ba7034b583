using System.Collections.Concurrent;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway.Feeds;
using OrleansRealtime.Gateway.Inbox;
using OrleansRealtime.Tests.Gateway.Entities;

namespace OrleansRealtime.Tests.Gateway.Inbox;

/// <summary>Users whose inbox, events and answers the test decides on.</summary>
internal sealed class PlayedUsers : IUserSource
{
    private readonly ConcurrentDictionary<string, List<InboxItem>> _items = new();
    private readonly ConcurrentDictionary<string, Badge> _badges = new();
    private readonly ConcurrentDictionary<string, IFeedListener<UserEvent>> _listeners = new();
    private TaskCompletionSource _subscribed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public DateTimeOffset? TokensRefusedBefore { get; set; }

    /// <summary>The largest page.</summary>
    public int Page { get; set; } = 100;

    /// <summary>Runs after an answer was made and before it arrives.</summary>
    public Func<Task> OnAnswer { get; set; } = () => Task.CompletedTask;

    /// <summary>Completes when some user is followed.</summary>
    public Task Subscribed => _subscribed.Task;

    public Task<IAsyncDisposable> SubscribeAsync(UserKey key, IFeedListener<UserEvent> listener)
    {
        _listeners[key.User] = listener;
        _subscribed.TrySetResult();
        return Task.FromResult<IAsyncDisposable>(new Subscription(() => _listeners.TryRemove(KeyValuePair.Create(key.User, listener))));
    }

    public async Task<UserReading> ReadAsync(UserKey key, long? afterSeq)
    {
        var later = afterSeq is { } seq ? Items(key.User).Where(item => item.Seq > seq).ToList() : [];
        var reading = new UserReading(Badge(key.User), [.. later.Take(Page)], later.Count <= Page, TokensRefusedBefore);
        await OnAnswer();
        return reading;
    }

    public Badge Badge(string user) => _badges.GetValueOrDefault(user, OrleansRealtime.Contracts.Inbox.Badge.Empty);

    /// <summary>Commits a notification.</summary>
    public UserEvent Notify(string user, string title, bool quiet = false)
    {
        var badge = Badge(user);
        var item = new InboxItem(
            badge.LastSeq + 1, "n", "changed", "follows", title, null, null, null, null, [], 1,
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, false, false, false, null, [], Quiet: quiet);
        Items(user).Add(item);
        return Commit(user, badge with { Unread = badge.Unread + 1, Unseen = badge.Unseen + 1, LastSeq = item.Seq }, [item], []);
    }

    /// <summary>Commits that everything was read.</summary>
    public UserEvent MarkRead(string user)
    {
        var badge = Badge(user);
        return Commit(user, badge with { Unread = 0, Unseen = 0 }, [], [new(MarkAs.Read, [], badge.LastSeq, null)]);
    }

    /// <summary>Commits that an item nobody has read is gone.</summary>
    public UserEvent Drop(string user, long seq)
    {
        var badge = Badge(user);
        Items(user).RemoveAll(item => item.Seq == seq);
        return Commit(user, badge with { Unread = badge.Unread - 1, Unseen = badge.Unseen - 1 }, [], []) with { Removed = [seq] };
    }

    /// <summary>Commits other preferences.</summary>
    public UserEvent Prefer(string user) => Commit(user, Badge(user), [], []) with { Preferences = true };

    public void Arrive(string user, UserEvent committed)
    {
        if (_listeners.TryGetValue(user, out var listener)) listener.OnEvent(committed);
    }

    public void Head(string user) => _listeners[user].OnHead($"{Badge(user).Version}");

    private List<InboxItem> Items(string user) => _items.GetOrAdd(user, _ => []);

    private UserEvent Commit(string user, Badge badge, InboxItem[] items, InboxMark[] marks)
    {
        _badges[user] = badge with { Version = badge.Version + 1 };
        return new(badge.Version, _badges[user], [.. items], [.. marks], null);
    }
}
