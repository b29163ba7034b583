using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace OrleansRealtime.InProcess.Timers;

internal static partial class TimerLog
{
    [LoggerMessage(7030, LogLevel.Warning, "A timer of {GrainId} failed in its tick; it goes on", EventName = nameof(TickFailed))]
    public static partial void TickFailed(ILogger logger, GrainId grainId, Exception exception);

    // Next id: 7031
}
