using Microsoft.Extensions.Logging;

namespace OrleansRealtime.InProcess.Hosting;

internal static partial class EngineLog
{
    [LoggerMessage(7000, LogLevel.Information, "The in-process engine runs {Classes} grain classes; it is one node and no cluster",
        EventName = nameof(Started))]
    public static partial void Started(ILogger logger, int classes);

    [LoggerMessage(7001, LogLevel.Warning, "The in-process engine stopped while {Activations} activations had not ended",
        EventName = nameof(StoppedEarly))]
    public static partial void StoppedEarly(ILogger logger, int activations);

    // Next id: 7002
}
