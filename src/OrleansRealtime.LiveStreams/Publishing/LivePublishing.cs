using Microsoft.Extensions.Logging;

namespace OrleansRealtime.LiveStreams.Publishing;

/// <summary>What the publishers of one provider in this process share.</summary>
internal sealed record LivePublishing(
    string Provider, LiveStreamOptions Options, LiveStreamMetrics Metrics, TimeProvider Time, ILogger<PublishedStream> Logger);
