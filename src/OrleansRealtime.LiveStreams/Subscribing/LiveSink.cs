namespace OrleansRealtime.LiveStreams.Subscribing;

/// <summary>
/// This process's one observer. Orleans calls it one call after the other for all streams together, so it only hands on, and never waits.
/// </summary>
internal sealed class LiveSink(LiveSubscriptions subscriptions) : ILiveSink
{
    public Task Push(LiveBatch batch)
    {
        var trace = LiveStreamTracing.Current;
        subscriptions.Push(trace == default ? batch : batch with { Trace = trace });
        return Task.CompletedTask;
    }

    public Task Renew(StreamId stream, string epoch)
    {
        subscriptions.OwnerGoesAway(stream, epoch);
        return Task.CompletedTask;
    }
}
