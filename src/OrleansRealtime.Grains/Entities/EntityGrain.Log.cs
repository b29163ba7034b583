using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Grains.Entities;

internal sealed partial class EntityGrain
{
    [LoggerMessage(7510, LogLevel.Warning, "Committing {Entity}, or telling of it, failed; starting over from storage")]
    private partial void LogCommitFailed(Exception error, EntityKey entity);

    [LoggerMessage(7511, LogLevel.Warning, "News of {Entity} could not be published; viewers will ask")]
    private partial void LogPublishFailed(Exception error, EntityKey entity);

    // next id: 7512
}
