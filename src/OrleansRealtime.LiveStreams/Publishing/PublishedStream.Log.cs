using Microsoft.Extensions.Logging;

namespace OrleansRealtime.LiveStreams.Publishing;

internal sealed partial class PublishedStream
{
    [LoggerMessage(7100, LogLevel.Warning, "Live stream {Stream} refused subscriber {Sink}: it has {Max}")]
    private partial void LogRefused(StreamId stream, LiveSinkId sink, int max);

    [LoggerMessage(7101, LogLevel.Information, "Live stream {Stream}: {Count} leases ended without a renewal")]
    private partial void LogExpired(StreamId stream, int count);

    [LoggerMessage(7102, LogLevel.Warning, "Live stream {Stream}: a push could not be sent; its subscriber will notice")]
    private partial void LogPushFailed(Exception exception, StreamId stream);

    [LoggerMessage(7103, LogLevel.Information, "Live stream {Stream}: a subscriber could not be told that the owner is going away")]
    private partial void LogGoingAwayFailed(Exception exception, StreamId stream);

    // next id: 7104
}
