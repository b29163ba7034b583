using Orleans.Streams;
using OrleansRealtime.LiveStreams.Subscribing;

namespace OrleansRealtime.LiveStreams.Hosting;

/// <summary>Behind Orleans' <see cref="IStreamProvider"/>: hands out streams, which cost nothing until they are used.</summary>
internal sealed class LiveStreamProvider(
    string name, LiveStreamOptions options, IGrainContextAccessor turn, LiveSubscriptions subscriptions) : IStreamProvider
{
    public string Name => name;

    public bool IsRewindable => false;

    public IAsyncStream<T> GetStream<T>(StreamId streamId)
    {
        options.OwnerOf(streamId);
        return new LiveStream<T>(name, streamId, options, turn, subscriptions);
    }
}
