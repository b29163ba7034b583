using Orleans.Streams;

namespace OrleansRealtime.LiveStreams;

/// <summary>Behind Orleans' <see cref="IStreamProvider"/>: hands out streams, which cost nothing until they are used.</summary>
internal sealed class LiveStreamProvider(
    string name, LiveStreamOptions options, LiveStreamRendezvousFactory owners, LiveSubscriptions subscriptions) : IStreamProvider
{
    public string Name => name;

    public bool IsRewindable => false;

    public IAsyncStream<T> GetStream<T>(StreamId streamId)
    {
        options.OwnerOf(streamId);
        return new LiveStream<T>(name, streamId, owners, subscriptions);
    }
}
