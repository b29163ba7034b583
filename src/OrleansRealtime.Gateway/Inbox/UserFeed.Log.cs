using OrleansRealtime.Contracts;

namespace OrleansRealtime.Gateway.Inbox;

internal sealed partial class UserFeed
{
    [LoggerMessage(EventId = 7420, Level = LogLevel.Warning, Message = "{User} cannot be followed; it is tried again")]
    private partial void LogOpeningFailed(Exception exception, UserKey user);

    [LoggerMessage(EventId = 7421, Level = LogLevel.Warning, Message = "{User} did not say what is missing; it is asked again")]
    private partial void LogQuestionFailed(Exception exception, UserKey user);

    [LoggerMessage(EventId = 7422, Level = LogLevel.Debug, Message = "Unsubscribing from {User} failed; the lease ends by itself")]
    private partial void LogUnsubscribingFailed(Exception exception, UserKey user);

    // next id: 7423
}
