using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Gateway.Connections;

internal sealed partial class GatewayConnection
{
    [LoggerMessage(EventId = 7430, Level = LogLevel.Warning, Message = "Whether {User} may see {Entity} cannot be told, which counts as no")]
    private partial void LogAccessUnknown(Exception exception, string user, EntityKey entity);

    // next id: 7431
}
