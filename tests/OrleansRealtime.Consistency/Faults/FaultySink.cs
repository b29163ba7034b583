using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Consistency.Faults;

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
        var isLost = nemesis.Mode == NemesisMode.LastEventsLost ? IsLost(stream) : nemesis.Roll($"notice {stream}", (Fault.GoingAwayLost, 0.3)) != Fault.None;
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
