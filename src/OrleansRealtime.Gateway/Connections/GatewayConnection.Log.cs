using OrleansRealtime.Contracts;

namespace OrleansRealtime.Gateway.Connections;

internal sealed partial class GatewayConnection
{
    [LoggerMessage(EventId = 7430, Level = LogLevel.Warning, Message = "Access could not be told {Count} times since this was last said; the latest is whether {User} may see {Entity}")]
    private partial void LogAccessUnknown(Exception exception, int count, string user, EntityKey entity);

    // next id: 7431
}
