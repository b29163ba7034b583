using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace OrleansRealtime.InProcess.Calls;

internal static partial class CallLog
{
    [LoggerMessage(7020, LogLevel.Warning, "The one-way call {Method} of {Target} failed", EventName = nameof(OneWayFailed))]
    public static partial void OneWayFailed(ILogger logger, CallMethod method, GrainId target, Exception? exception);

    [LoggerMessage(7021, LogLevel.Debug, "The one-way call {Method} of {Target} was dropped: {Reason}", EventName = nameof(OneWayDropped))]
    public static partial void OneWayDropped(ILogger logger, CallMethod method, GrainId target, string reason);

    // Next id: 7022
}
