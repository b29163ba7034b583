using OrleansRealtime.Contracts;

namespace OrleansRealtime.Gateway.Entities;

internal sealed partial class EntityFeed
{
    [LoggerMessage(EventId = 7400, Level = LogLevel.Warning, Message = "{Entity} cannot be followed; whoever watches it is told so and tries again")]
    private partial void LogOpeningFailed(Exception exception, EntityKey entity);

    [LoggerMessage(EventId = 7401, Level = LogLevel.Warning, Message = "{Entity} did not say what is missing; it is asked again")]
    private partial void LogQuestionFailed(Exception exception, EntityKey entity);

    [LoggerMessage(EventId = 7402, Level = LogLevel.Debug, Message = "Unsubscribing from {Entity} failed; the lease ends by itself")]
    private partial void LogUnsubscribingFailed(Exception exception, EntityKey entity);

    // next id: 7403
}
