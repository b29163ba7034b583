using System.Globalization;
using OrleansRealtime.Consistency.Checks;
using OrleansRealtime.Consistency.Clients;
using OrleansRealtime.Consistency.Faults;
using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Consistency.Plans;
using OrleansRealtime.Consistency.Stages;

namespace OrleansRealtime.Consistency;

/// <summary>One run: its plan is played while the nemesis is active; then, when it is idle, comes the last edit, whose events may be lost, and an interval
/// later everybody has to have what is committed.</summary>
internal sealed class ConvergeRun(IStage stage, RunPlan plan)
{
    /// <summary>Longer than a call that hangs: what a fault began has ended.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    /// <summary>A room that forgot whom it had is told anew within 11 seconds, where nobody noticed; the events of it are repaired in an interval,
    /// believed after 2 seconds and shown after one more. Beside the interval.</summary>
    private static readonly TimeSpan PresenceRepair = TimeSpan.FromSeconds(15);

    /// <summary>Who closed counts for 2 seconds more, is told of within 200 ms in two places, in an interval where that event is lost, and is
    /// shown at most a second later. Beside the interval.</summary>
    private static readonly TimeSpan PresenceNews = TimeSpan.FromSeconds(3.2);

    /// <summary>What a crash left undelivered is looked for every 30 seconds, when it is 5 seconds old by a clock that jumped 40.</summary>
    private const int LongestDelivery = 120;

    /// <summary>In real time: whoever waits for longer waits in vain.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(4);

    /// <summary>As much again for each fault that strikes a cluster: some freeze a node for more than a minute.</summary>
    private static readonly TimeSpan LongestFault = TimeSpan.FromMinutes(2);

    private readonly History _history = new(stage.Time);

    public IReadOnlyList<Event> Events => _history.Events;

    /// <param name="stop">Gives the run up; whoever opened the stage then closes it.</param>
    /// <returns>What was not as promised.</returns>
    public async Task<IReadOnlyList<string>> PlayAsync(CancellationToken stop)
    {
        var session = new Session(stage, plan, _history);
        var viewers = plan.Viewers.Select(viewer => new Viewer(session, viewer.User)).ToList();
        try
        {
            await PlayAsync(session, viewers).WaitAsync(Longest + (LongestFault * plan.Disasters.OfType<NodeFault>().Count()), stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            _history.Note(e.ToString());
            return [.. Checker.Violations(Events), $"The run came to no end: {e.Message}"];
        }

        return Checker.Violations(Events);
    }

    private async Task PlayAsync(Session session, List<Viewer> viewers)
    {
        await stage.BeginAsync(plan.Seed, _history);
        if (stage is ICluster cluster)
        {
            await using var registers = await Registers.StartAsync(cluster, session);
            await PlayUnderFaultsAsync(session, viewers);
            await registers.StopWritingAsync();
            await LastEditAsync(session, viewers);
            await registers.CompareAsync();
        }
        else
        {
            await using var library = stage.Address is { } address ? new LibraryViewer(session, address) : null;
            await PlayUnderFaultsAsync(session, viewers);
            await LastEditAsync(session, viewers, library);
        }

        var rolled = Task.Delay(PresenceRepair + stage.Interval + stage.Slack, stage.Time);
        await FinalReadsAsync(session, viewers);
        await rolled;
        await CallRollAsync(session, viewers);
        await LastMovesAsync(session, viewers);
        await stage.SetNemesisAsync(NemesisMode.Idle);
        foreach (var viewer in viewers) await viewer.DisposeAsync();
    }

    private async Task PlayUnderFaultsAsync(Session session, List<Viewer> viewers)
    {
        await stage.SetNemesisAsync(NemesisMode.Active);
        foreach (var operation in plan.Beginning)
            if (!await new Writer(session).DoAsync(operation)) _history.Note($"not done: {operation}");
        List<Task> players =
        [
            .. plan.Writers.Select(steps => new Writer(session).RunAsync(steps)),
            .. plan.Viewers.Select((viewer, n) => viewers[n].RunAsync(viewer.Steps)),
            DisastersAsync(session),
            new Reader(session).RunAsync(plan.Marks),
            new PreferenceWriter(session).RunAsync(plan.Preferences),
            new ContentionWorkload(session).RunAsync(),
        ];
        await Task.WhenAll(players);
        await stage.SetNemesisAsync(NemesisMode.Idle);
        _history.Note($"the nemesis is idle: {await stage.CountsAsync()}");
    }

    // One after the other: who is dead cannot be killed.
    private async Task DisastersAsync(Session session)
    {
        var finalWrite = new FinalWrite(session);
        var began = stage.Time.GetTimestamp();
        foreach (var disaster in plan.Disasters)
        {
            var wait = TimeSpan.FromMilliseconds(disaster.At) - stage.Time.GetElapsedTime(began);
            if (wait > TimeSpan.Zero) await Task.Delay(wait, stage.Time);
            _history.Note(string.Create(CultureInfo.InvariantCulture, $"disaster: {disaster}"));
            switch (disaster)
            {
                case ClockJump jump:
                    await stage.JumpAsync(TimeSpan.FromMilliseconds(jump.Milliseconds));
                    break;
                case NodeFault fault:
                    await StrikeAsync(fault, finalWrite);
                    break;
                default:
                    await CrashAsync(finalWrite);
                    break;
            }
        }

        // Where they take long, the others have more to do than time for it.
        session.IsEnding = stage is ICluster;
    }

    private async Task StrikeAsync(NodeFault fault, FinalWrite finalWrite)
    {
        await finalWrite.WriteAsync();
        await ((ICluster)stage).StrikeAsync(fault);
    }

    private async Task CrashAsync(FinalWrite finalWrite)
    {
        await stage.SetNemesisAsync(NemesisMode.NobodyTold);
        await finalWrite.WriteAsync();
        await stage.CrashAsync();
        await stage.SetNemesisAsync(NemesisMode.Active);
    }

    private async Task LastEditAsync(Session session, List<Viewer> viewers, LibraryViewer? library = null)
    {
        var number = 300_000;
        foreach (var entity in RunPlan.Entities)
            if (await session.ReadAsync(entity) is null) await InsistAsync(session, new(number++, Doing.Create, entity));
        foreach (var viewer in viewers) await viewer.GoLiveAsync();
        if (library is not null) await library.GoLiveAsync();
        await Task.Delay(Settling, stage.Time);

        await stage.SetNemesisAsync(NemesisMode.LastEventsLost);
        foreach (var entity in RunPlan.Entities)
        {
            // Of a mention somebody is told who may not follow, and whom it may break through to.
            await InsistAsync(session, new(number++, Doing.Comment, entity, Actor: "ana", User: entity == "c" ? "chi" : null));
            await InsistAsync(session, new(number++, Doing.Patch, entity));
            await InsistAsync(session, new(number++, Doing.Notify, entity));
        }

        await Task.Delay(stage.Interval + stage.Slack, stage.Time);
        await stage.StillAsync(async () =>
        {
            Dictionary<string, Seen?> committed = [];
            foreach (var entity in RunPlan.Entities) committed.Add(entity, await session.ReadAsync(entity));
            _history.Add(new IntervalOver([.. viewers.Select(viewer => viewer.Connection)], committed));
        });
    }

    /// <summary>Nothing fails any more, but the events of who comes and goes may be lost.</summary>
    private async Task LastMovesAsync(Session session, List<Viewer> viewers)
    {
        await Task.WhenAll(plan.Viewers.Select((viewer, n) => viewers[n].RunAsync(viewer.LastSteps)));
        await Task.Delay(PresenceNews + stage.Interval + stage.Slack, stage.Time);
        await CallRollAsync(session, viewers);
    }

    private Task CallRollAsync(Session session, List<Viewer> viewers) => stage.StillAsync(async () =>
        _history.Add(new RollCall([.. viewers.Where(viewer => viewer.IsLive).Select(viewer => viewer.Connection)], await session.ReadStatusesAsync())));

    private static async Task InsistAsync(Session session, Operation operation)
    {
        if (!await new Writer(session).DoAsync(operation)) throw new TimeoutException($"Without faults this cannot be done: {operation}.");
    }

    /// <summary>When everything owed had its time, inboxes are read and counted.</summary>
    private async Task FinalReadsAsync(Session session, List<Viewer> viewers)
    {
        var reader = new Reader(session);
        for (var waited = 0; waited < LongestDelivery; waited++)
        {
            var history = Events;
            var owed = false;
            foreach (var user in RunPlan.Users) owed |= InboxRules.Owed(history, await reader.ReadInboxAsync(user, [])).Any();
            if (!owed) break;
            await Task.Delay(stage.Interval, stage.Time);
        }

        // The last notification's event may be lost like any other.
        await Task.Delay(stage.Interval + stage.Slack, stage.Time);
        await stage.StillAsync(async () =>
        {
            foreach (var user in RunPlan.Users)
            {
                var connections = viewers.Where(viewer => viewer.User == user).Select(viewer => viewer.Connection).ToList();
                _history.Add(await reader.ReadInboxAsync(user, connections));
            }

            foreach (var entity in RunPlan.Entities) _history.Add(await reader.ReadCommentsAsync(entity));
        });
    }
}
