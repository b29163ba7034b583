using Microsoft.Extensions.Logging;

namespace OrleansRealtime.LiveStreams.Subscribing;

// What happens to thousands of streams at once, when a silo is lost, is told for all of them together by RenewalLoop, and counted.
internal sealed partial class LiveChannel
{
    [LoggerMessage(7120, LogLevel.Debug, "Live stream {Stream}: gap ({Kind}, {From} to {To}); its observers read again")]
    private partial void LogGap(StreamId stream, LiveGapKind kind, long from, long to);

    [LoggerMessage(7121, LogLevel.Warning, "Live stream {Stream}: its observers were too slow and its queue was full; events were dropped")]
    private partial void LogOverflow(StreamId stream);

    [LoggerMessage(7122, LogLevel.Error, "Live stream {Stream}: an observer failed; the others and later events are not affected")]
    private partial void LogObserverFailed(Exception exception, StreamId stream);

    [LoggerMessage(7123, LogLevel.Debug, "Live stream {Stream}: its owner could not be asked; joining again until it answers")]
    private partial void LogRenewalFailed(Exception exception, StreamId stream);

    [LoggerMessage(7124, LogLevel.Debug, "Live stream {Stream}: the lease was lost; joined again (epoch {Epoch})")]
    private partial void LogJoinedAgain(StreamId stream, string epoch);

    [LoggerMessage(7125, LogLevel.Information, "Live stream {Stream}: leaving failed; the lease ends by itself")]
    private partial void LogLeaveFailed(Exception exception, StreamId stream);

    // next id: 7126
}
