using Microsoft.Extensions.Logging;

namespace OrleansRealtime.LiveStreams.Publishing;

/// <summary>What the publishers of one provider in this process share.</summary>
/// <param name="Nearest">The shortest way to a subscriber: this process's own sink is called as it is, any other one by the reference that it joined
/// with. A call through Orleans would be a message, two items of the thread pool and a copy of what is immutable, to end in the same process.</param>
internal sealed record LivePublishing(
    string Provider,
    LiveStreamOptions Options,
    LiveStreamMetrics Metrics,
    TimeProvider Time,
    ILogger<PublishedStream> Logger,
    Func<ILiveSink, ILiveSink> Nearest);
