using Microsoft.Extensions.Logging;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>What Orleans does when a silo finds out that it was declared dead: the process ends now. Its own handler sleeps first, and the silo
/// would live on for two seconds.</summary>
internal sealed partial class FatalErrorHandler(Eviction eviction, IProcessEnd process, ILogger<FatalErrorHandler> logger) : IFatalErrorHandler
{
    public bool IsUnexpected(Exception exception) => exception is not ThreadAbortException;

    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        // Orleans' table of members ends a silo when it reads there that it is dead, and for nothing else.
        if (sender?.GetType().Name == "MembershipTableManager")
        {
            eviction.End();
            return;
        }

        LogFatal(exception, sender?.ToString(), context);
        process.Abort();
    }

    [LoggerMessage(7245, LogLevel.Critical, "{Sender} of Orleans cannot go on, and this process ends: {Context}", EventName = nameof(LogFatal))]
    private partial void LogFatal(Exception? exception, string? sender, string? context);

    // next id: 7247: 7246 is of SiloSearch
}
