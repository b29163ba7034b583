using OrleansRealtime.Contracts;

namespace OrleansRealtime.Gateway.Inbox;

internal sealed partial class UserFeed
{
    [LoggerMessage(EventId = 7420, Level = LogLevel.Warning, Message = "Users could not be followed {Count} times since this was last said, and it is tried again; the latest is {User}")]
    private partial void LogOpeningFailed(Exception exception, int count, UserKey user);

    [LoggerMessage(EventId = 7421, Level = LogLevel.Warning, Message = "Users did not say what is missing {Count} times since this was last said, and are asked again; the latest is {User}")]
    private partial void LogQuestionFailed(Exception exception, int count, UserKey user);

    [LoggerMessage(EventId = 7422, Level = LogLevel.Debug, Message = "Unsubscribing from {User} failed; the lease ends by itself")]
    private partial void LogUnsubscribingFailed(Exception exception, UserKey user);

    // next id: 7423
}
