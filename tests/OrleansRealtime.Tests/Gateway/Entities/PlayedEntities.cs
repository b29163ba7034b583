using System.Collections.Concurrent;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Entities;
using OrleansRealtime.Gateway.Feeds;

namespace OrleansRealtime.Tests.Gateway.Entities;

/// <summary>Entities whose history, events and answers the test decides on.</summary>
internal sealed class PlayedEntities : IEntitySource
{
    private readonly ConcurrentDictionary<EntityKey, TrueEntity> _truths = new();
    private readonly ConcurrentDictionary<EntityKey, IFeedListener<EntityEvent>> _listeners = new();
    private int _subscriptions;
    private int _questions;

    /// <summary>How many subscriptions were made.</summary>
    public int Subscriptions => _subscriptions;

    /// <summary>How many are there now.</summary>
    public int Subscribed => _listeners.Count;

    /// <summary>How often a grain was asked.</summary>
    public int Questions => _questions;

    /// <summary>How many changes a grain's log holds; null = all.</summary>
    public int? Log { get; set; }

    /// <summary>Runs before a subscription is made.</summary>
    public Func<Task> OnSubscribe { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs after an answer was made and before it arrives.</summary>
    public Func<Task> OnAnswer { get; set; } = () => Task.CompletedTask;

    public TrueEntity this[string id] => _truths.GetOrAdd(new("demo", "workitem", id), key => new(key));

    public async Task<IAsyncDisposable> SubscribeAsync(EntityKey key, IFeedListener<EntityEvent> listener)
    {
        Interlocked.Increment(ref _subscriptions);
        await OnSubscribe();
        _listeners[key] = listener;
        return new Subscription(() => _listeners.TryRemove(KeyValuePair.Create(key, listener)));
    }

    public async Task<EntityCatchUp> CatchUpAsync(EntityKey key, Position? since)
    {
        Interlocked.Increment(ref _questions);
        var truth = _truths.GetOrAdd(key, _ => new(key));
        EntityCatchUp answer;
        lock (truth) answer = truth.CatchUp(since, Log);
        await OnAnswer();
        return answer;
    }

    public Task<PresenceView> ViewersAsync(EntityKey key) => Task.FromResult(Viewers.GetValueOrDefault(key, PresenceView.Empty));

    /// <summary>Who views what, as the grains would say.</summary>
    public ConcurrentDictionary<EntityKey, PresenceView> Viewers { get; } = new();

    /// <summary>Commits, and has the event arrive.</summary>
    public void Commit(string id, Func<TrueEntity, EntityEvent> commit)
    {
        EntityEvent committed;
        lock (this[id]) committed = commit(this[id]);
        Arrive(id, committed);
    }

    /// <summary>Commits; the event is lost.</summary>
    public EntityEvent CommitUnheard(string id, Func<TrueEntity, EntityEvent> commit)
    {
        lock (this[id]) return commit(this[id]);
    }

    public void Arrive(string id, EntityEvent committed)
    {
        if (_listeners.TryGetValue(this[id].Key, out var listener)) listener.OnEvent(committed);
    }

    /// <param name="presence">The head of the newest view of its viewers.</param>
    public void Head(string id, string? presence = null)
    {
        if (_listeners.TryGetValue(this[id].Key, out var listener)) listener.OnHead(new EntityPosition(this[id].Head, presence).ToString());
    }

    public void Lost(string id)
    {
        if (_listeners.TryGetValue(this[id].Key, out var listener)) listener.OnLost();
    }
}

/// <summary>Ends by doing something.</summary>
internal sealed class Subscription(Action end) : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        end();
        return ValueTask.CompletedTask;
    }
}
