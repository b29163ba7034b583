using Microsoft.Extensions.Logging;

namespace OrleansRealtime.Storage.PostgreSql;

internal sealed partial class ServiceOwnership
{
    [LoggerMessage(7220, LogLevel.Warning, "The connection that holds the lock of service {ServiceId} was lost; nothing is served until it is back")]
    private partial void LogLost(Exception cause, string serviceId);

    [LoggerMessage(7221, LogLevel.Debug, "The lock of service {ServiceId} is not back yet")]
    private partial void LogStillLost(Exception cause, string serviceId);

    [LoggerMessage(7222, LogLevel.Warning, "The lock of service {ServiceId} is back, and nobody else had it")]
    private partial void LogRegained(string serviceId);

    [LoggerMessage(7223, LogLevel.Critical, "Another process took over service {ServiceId} while its lock was lost here: this one stops")]
    private partial void LogSuperseded(string serviceId);

    [LoggerMessage(7224, LogLevel.Debug, "The lock of service {ServiceId} is held elsewhere, by nobody who has served it")]
    private partial void LogHeldElsewhere(string serviceId);

    // next id: 7225
}
