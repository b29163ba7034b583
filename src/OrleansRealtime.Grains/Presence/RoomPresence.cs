using System.Collections.Immutable;
using System.Security.Cryptography;
using OrleansRealtime.Contracts.Presence;

namespace OrleansRealtime.Grains.Presence;

/// <summary>
/// A part of the grain that is a room: who is there, and telling it. A first change is told at once, those of the next moment together.
/// Lives on its grain's scheduler.
/// </summary>
/// <param name="self">The grain, for <see cref="GatewayLiveness"/> to call.</param>
/// <param name="publish">Tells of a view; must not throw. <c>null</c>: nobody is told, they ask.</param>
internal sealed class RoomPresence(
    IPresenceRoom self, GatewayLiveness liveness, PresenceOptions options, TimeProvider time, Func<PresenceView, Task>? publish) : IAsyncDisposable
{
    private readonly PresenceTable _table = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly string _epoch = RandomNumberGenerator.GetHexString(12, lowercase: true);
    private long _version;
    private PresenceView? _view;
    private Task _publishing = Task.CompletedTask;
    private long _reportedAt;

    /// <summary>Whether nobody is here, and no report that came late could bring back who left: a gateway that let a report wait for so long is
    /// taken for gone.</summary>
    public bool IsOver => _table.Total == 0 && time.GetElapsedTime(_reportedAt) >= options.GoneAfter;

    /// <summary>The view's head; <c>null</c> while nobody was ever here.</summary>
    public string? Head => _version == 0 ? null : View.Head;

    public PresenceView View
    {
        get
        {
            if (_view is not null) return _view;
            var isCrowd = _table.Total > options.CrowdAbove;
            return _view = new(_epoch, _version, _table.Total, isCrowd, isCrowd ? [] : _table.First(options.MaxShown));
        }
    }

    public PresenceStatus StatusOf(string member) => _table.StatusOf(member);

    public PresenceTaken Report(PresenceReport report)
    {
        _reportedAt = time.GetTimestamp();
        var taken = _table.ApplyReport(report);
        if (taken.IsTaken) liveness.Watch(report.Gateway, self);
        if (taken.IsChange) Changed();
        return taken;
    }

    /// <returns>Who left with them.</returns>
    public IReadOnlyList<string> DropGateways(ImmutableArray<string> gateways)
    {
        List<string> left = [];
        foreach (var gateway in gateways)
        {
            liveness.Unwatch(gateway, self);
            var dropped = _table.DropGateway(gateway);
            left.AddRange(dropped.Left);
            if (dropped.IsChange) Changed();
        }

        return left;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        liveness.Forget(self);
        await _publishing;
        _stop.Dispose();
    }

    private void Changed()
    {
        _version++;
        _view = null;
        if (publish is not null && _publishing.IsCompleted && !_stop.IsCancellationRequested) _publishing = PublishAsync(publish);
    }

    // Never faults.
    private async Task PublishAsync(Func<PresenceView, Task> publish)
    {
        for (var told = 0L; told != _version && !_stop.IsCancellationRequested;)
        {
            told = _version;
            await publish(View);
            await Task.Delay(options.Batch, time, _stop.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }
}
