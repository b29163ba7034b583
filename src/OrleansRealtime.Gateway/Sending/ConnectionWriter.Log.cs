namespace OrleansRealtime.Gateway.Sending;

internal sealed partial class ConnectionWriter
{
    [LoggerMessage(EventId = 7410, Level = LogLevel.Warning, Message = "A connection took no frame for {Timeout} and is closed as slow")]
    private partial void LogTooSlow(TimeSpan timeout);

    [LoggerMessage(EventId = 7411, Level = LogLevel.Error, Message = "Writing to a connection failed, and it is closed")]
    private partial void LogPumpFailed(Exception exception);

    // next id: 7412
}
