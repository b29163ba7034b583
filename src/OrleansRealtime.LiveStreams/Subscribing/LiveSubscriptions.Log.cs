using Microsoft.Extensions.Logging;

namespace OrleansRealtime.LiveStreams.Subscribing;

internal sealed partial class LiveSubscriptions
{
    [LoggerMessage(7140, LogLevel.Warning, "Live stream {Stream}: subscribing failed")]
    private partial void LogSubscribeFailed(Exception exception, StreamId stream);

    [LoggerMessage(7141, LogLevel.Warning, "Live streams '{Provider}': {Count} streams were not left in time; their leases will end")]
    private partial void LogLeaveTimedOut(string provider, int count);

    // next id: 7142
}
