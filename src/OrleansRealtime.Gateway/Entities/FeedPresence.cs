using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>What those who watch the entity are told of those who view it. Guarded by the feed's gate.</summary>
/// <param name="create">Makes the viewers of the entity, when there are any for the first time; is given what to do when there is a new
/// round.</param>
internal sealed class FeedPresence(WatchList watches, Func<Action, EntityViewers> create) : IDisposable
{
    private EntityViewers? _viewers;

    private EntityViewers Viewers => _viewers ??= create(Tell);

    public void Apply(PresenceView view) => Viewers.Apply(view);

    /// <param name="head">Of the newest view; <c>null</c> = of nobody since the entity's activation.</param>
    public void Head(string? head)
    {
        if (head is not null || _viewers is not null) Viewers.Head(head);
    }

    /// <summary>What a watch is due, if anything; from now on it counts as told.</summary>
    public Frame? Next(PresenceMark mark) => _viewers?.Next(mark);

    /// <summary>A watch that begins, or starts over, is told of everybody, after its state.</summary>
    public void Welcome(EntityWatch watch)
    {
        if (_viewers is not { IsAny: true }) return;
        watch.Viewers ??= new(watch);
        watch.Viewers.Told = 0;
        watch.Owner.Writer.Mark(watch.Viewers);
    }

    public void Dispose() => _viewers?.Dispose();

    private void Tell()
    {
        foreach (var watch in watches) watch.Owner.Writer.Mark(watch.Viewers ??= new(watch));
    }
}
