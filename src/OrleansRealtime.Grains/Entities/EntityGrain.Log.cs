using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Grains.Entities;

internal sealed partial class EntityGrain
{
    [LoggerMessage(7510, LogLevel.Warning, "Commit of {Entity} failed or its outcome is unknown; starting over from storage")]
    private partial void LogCommitFailed(Exception error, EntityKey entity);

    [LoggerMessage(7511, LogLevel.Warning, "News of {Entity} could not be published; viewers will ask")]
    private partial void LogPublishFailed(Exception error, EntityKey entity);

    // next id: 7512
}
