using System.Reflection;
using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Consistency.Faults;

/// <summary>Stands where a process gets its references to owners of streams, and theirs to it: between them things go wrong.</summary>
internal class FaultyGrainFactory : DispatchProxy
{
    // Orleans refers to it weakly.
    private readonly List<FaultySink> _sinks = [];
    private IGrainFactory _inner = null!;
    private Nemesis _nemesis = null!;

    public static IGrainFactory Around(IGrainFactory inner, Nemesis nemesis)
    {
        var around = Create<IGrainFactory, FaultyGrainFactory>();
        ((FaultyGrainFactory)(object)around)._inner = inner;
        ((FaultyGrainFactory)(object)around)._nemesis = nemesis;
        return around;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IGrainFactory.CreateObjectReference))
        {
            var sink = new FaultySink((ILiveSink)args![0]!, _nemesis);
            _sinks.Add(sink);
            args = [sink];
        }

        var result = targetMethod.Invoke(_inner, args);
        return result is ILivePublisher publisher ? new FaultyPublisher(publisher, _nemesis) : result;
    }
}

/// <summary>What is pushed to a process: lost, doubled, late and so out of order, or failing.</summary>
internal sealed class FaultySink(ILiveSink inner, Nemesis nemesis) : ILiveSink
{
    private readonly Dictionary<StreamId, bool> _lost = [];

    public async Task Push(LiveBatch batch)
    {
        var name = $"push {batch.Stream}";
        if (nemesis.Mode == NemesisMode.LastEventsLost && IsLost(batch.Stream))
        {
            nemesis.Strike(Fault.LastEventsLost, name);
            return;
        }

        switch (nemesis.Roll(name, (Fault.PushLost, 0.1), (Fault.PushDoubled, 0.1), (Fault.PushDelayed, 0.15), (Fault.PushFails, 0.02)))
        {
            case Fault.PushLost:
                return;
            case Fault.PushDelayed:
                // Some within the time that live streams wait for what comes late, some far beyond.
                var wait = nemesis.Random.Next($"delay {name}");
                nemesis.Later(TimeSpan.FromMilliseconds(2 + (wait * wait * 400)), () => inner.Push(batch));
                return;
            case Fault.PushFails:
                throw new InvalidOperationException("The push fails.");
            case Fault.PushDoubled:
                nemesis.Later(nemesis.Random.Next($"again {name}", 0, 100), () => inner.Push(batch));
                break;
        }

        await inner.Push(batch);
    }

    public Task Renew(StreamId stream, string epoch)
    {
        var isLost = nemesis.Mode == NemesisMode.LastEventsLost ? IsLost(stream) : nemesis.Roll($"notice {stream}", (Fault.NoticeLost, 0.3)) != Fault.None;
        return isLost ? Task.CompletedTask : inner.Renew(stream, epoch);
    }

    // One number per stream: all of its last events, or none.
    private bool IsLost(StreamId stream)
    {
        lock (_lost)
        {
            if (!_lost.TryGetValue(stream, out var lost)) _lost.Add(stream, lost = nemesis.Random.Next($"last {stream}") < 0.5);
            return lost;
        }
    }
}

/// <summary>An owner's answers to joins, renewals and leaves: failing, lost, or never coming.</summary>
internal sealed class FaultyPublisher(ILivePublisher inner, Nemesis nemesis) : ILivePublisher
{
    public Task<LiveLease> Join(string provider, StreamId stream, LiveSinkId sinkId, ILiveSink sink) =>
        CallAsync($"join {stream}", () => inner.Join(provider, stream, sinkId, sink));

    public Task<LiveLease> Renew(string provider, StreamId stream, LiveSinkId sinkId) =>
        CallAsync($"renew {stream}", () => inner.Renew(provider, stream, sinkId));

    public Task Leave(string provider, StreamId stream, LiveSinkId sinkId) => CallAsync($"leave {stream}", async () =>
    {
        await inner.Leave(provider, stream, sinkId);
        return true;
    });

    private async Task<T> CallAsync<T>(string where, Func<Task<T>> call)
    {
        switch (nemesis.Roll(where, (Fault.CallFailsBefore, 0.04), (Fault.CallFailsAfter, 0.04), (Fault.CallHangs, 0.01)))
        {
            case Fault.CallFailsBefore:
                throw new InvalidOperationException("The call fails.");
            case Fault.CallFailsAfter:
                await call();
                throw new InvalidOperationException("The answer is lost.");
            case Fault.CallHangs:
                await call();
                return await new TaskCompletionSource<T>().Task;
            default:
                return await call();
        }
    }
}
