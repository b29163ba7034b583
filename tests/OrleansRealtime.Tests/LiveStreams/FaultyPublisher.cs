using OrleansRealtime.LiveStreams;

namespace OrleansRealtime.Tests.LiveStreams;

/// <summary>Stands before an activation's own publisher, and puts a <see cref="FaultySink"/> between it and its subscribers.</summary>
internal sealed class FaultyPublisher(ILivePublisher inner, Faults faults) : ILivePublisher
{
    /// <summary>As after a crash: subscribers are not told that the activation ends.</summary>
    public bool TellsNobody { get; set; }

    public async Task<LiveLease> Join(string provider, StreamId stream, LiveSinkId sinkId, ILiveSink sink)
    {
        await faults.OnCallAsync();
        return await inner.Join(provider, stream, sinkId, new FaultySink(sink, faults) { HearsOfGoingAway = () => !TellsNobody });
    }

    public async Task<LiveLease> Renew(string provider, StreamId stream, LiveSinkId sinkId)
    {
        await faults.OnCallAsync();
        return await inner.Renew(provider, stream, sinkId);
    }

    public async Task Leave(string provider, StreamId stream, LiveSinkId sinkId)
    {
        await faults.LeavesArrive;
        await inner.Leave(provider, stream, sinkId);
        faults.LeaveArrived.TrySetResult();
    }
}
