using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>Who views the entity: told to those who watch it, and the connections of this process that view it themselves.</summary>
internal sealed partial class EntityFeed
{
    private readonly List<ActiveView> _activeViews = [];
    private EntityViewers? _viewers;

    private EntityViewers Viewers => _viewers ??= new(
        Key, () => _source.ViewersAsync(Key), () => _presence.Check(Key), TellViewers, e => LogQuestionFailed(e, Key), Gate, Options, _presence.Options, Time);

    /// <summary>From now on its owner is told when access is forgotten.</summary>
    public void AddActiveView(ActiveView view)
    {
        lock (Gate) _activeViews.Add(view);
    }

    public void RemoveActiveView(ActiveView view)
    {
        lock (Gate) _activeViews.Remove(view);
    }

    /// <summary>What a watch is due of the entity's viewers, if anything; from now on it counts as told.</summary>
    public Frame? NextPresence(EntityWatch watch, PresenceMark mark)
    {
        lock (Gate) return watch.Index < 0 ? null : _viewers?.Next(mark);
    }

    public override void Dispose()
    {
        base.Dispose();
        lock (Gate) _viewers?.Dispose();
    }

    /// <summary>A watch that begins, or starts over, is told of everybody, after its state. Called inside the gate.</summary>
    private void Welcome(EntityWatch watch)
    {
        if (_viewers is not { IsAny: true }) return;
        watch.Viewers ??= new(watch);
        watch.Viewers.Told = 0;
        watch.Owner.Writer.Mark(watch.Viewers);
    }

    private void TellViewers()
    {
        foreach (var watch in _watches) watch.Owner.Writer.Mark(watch.Viewers ??= new(watch));
    }
}
