using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Gateway.Entities;

/// <summary>Who views the entity: told to those who watch it, and the connections of this process that view it themselves.</summary>
internal sealed partial class EntityFeed
{
    private readonly List<ActiveView> _focuses = [];
    private EntityViewers? _audience;

    private EntityViewers Audience => _audience ??= new(
        Key, () => _source.ViewersAsync(Key), () => _presence.Check(Key), TellViewers, e => LogQuestionFailed(e, Key), Gate, Options, _presence.Options, Time);

    /// <summary>From now on its owner is told when access is forgotten.</summary>
    public void Focus(ActiveView focus)
    {
        lock (Gate) _focuses.Add(focus);
    }

    public void Unfocus(ActiveView focus)
    {
        lock (Gate) _focuses.Remove(focus);
    }

    /// <summary>What a watch is due of the entity's viewers, if anything; from now on it counts as told.</summary>
    public Frame? NextPresence(EntityWatch watch, PresenceMark mark)
    {
        lock (Gate) return watch.Index < 0 ? null : _audience?.Next(mark);
    }

    public override void Dispose()
    {
        base.Dispose();
        lock (Gate) _audience?.Dispose();
    }

    /// <summary>A watch that begins, or starts over, is told of everybody, after its state. Called inside the gate.</summary>
    private void Welcome(EntityWatch watch)
    {
        if (_audience is not { IsAny: true }) return;
        watch.Viewers ??= new(watch);
        watch.Viewers.Told = 0;
        watch.Owner.Writer.Mark(watch.Viewers);
    }

    private void TellViewers()
    {
        foreach (var watch in _watches) watch.Owner.Writer.Mark(watch.Viewers ??= new(watch));
    }

    private void FocusForgotten(string user)
    {
        ActiveView[] focuses;
        lock (Gate) focuses = [.. _focuses.Where(focus => focus.Owner.User == user)];
        foreach (var focus in focuses) focus.Owner.AccessForgotten(focus);
    }
}
