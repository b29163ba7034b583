using System.Collections.Concurrent;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Presence;
using OrleansRealtime.Grains.Presence;

namespace OrleansRealtime.Tests.Gateway.Presence;

/// <summary>Rooms that take what they are told, unless the test has it otherwise.</summary>
internal sealed class PlayedRooms : IPresenceSource
{
    private readonly ConcurrentDictionary<PresenceTarget, PresenceTable> _rooms = new();
    private readonly Lock _gate = new();
    private int _reports;
    private TaskCompletionSource _reported = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How many reports came, of any room.</summary>
    public int Reports => _reports;

    /// <summary>Runs before a report arrives.</summary>
    public Func<PresenceTarget, PresenceReport, Task> OnReport { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Runs when a beat has arrived.</summary>
    public Action OnBeat { get; set; } = () => { };

    public int Beats { get; private set; }

    public int Leaves { get; private set; }

    public async Task<bool> ReportAsync(PresenceTarget room, PresenceReport report)
    {
        await OnReport(room, report);
        lock (_gate)
        {
            _reports++;
            var taken = _rooms.GetOrAdd(room, _ => new()).ApplyReport(report).IsTaken;
            _reported.SetResult();
            _reported = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return taken;
        }
    }

    public Task BeatAsync(string gateway)
    {
        Beats++;
        OnBeat();
        return Task.CompletedTask;
    }

    public Task LeaveAsync(string gateway)
    {
        Leaves++;
        return Task.CompletedTask;
    }

    /// <summary>Who is in a room, as "member status".</summary>
    public string[] In(PresenceTarget room)
    {
        lock (_gate) return _rooms.TryGetValue(room, out var table) ? [.. table.First(1_000).Select(entry => $"{entry.Member} {entry.Status}")] : [];
    }

    /// <summary>Completes when the room has these.</summary>
    public Task HasAsync(PresenceTarget room, params string[] members) => UntilAsync(() => In(room).SequenceEqual(members));

    /// <summary>Completes when so many are there.</summary>
    public Task CountsAsync(PresenceTarget room, int members) => UntilAsync(() => In(room).Length == members);

    /// <summary>As an activation that was lost.</summary>
    public void Lose(PresenceTarget room) => _rooms.TryRemove(room, out _);

    private async Task UntilAsync(Func<bool> isSo)
    {
        while (true)
        {
            Task reported;
            lock (_gate)
            {
                reported = _reported.Task;
                if (isSo()) return;
            }

            await reported;
        }
    }
}
