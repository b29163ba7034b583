using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace OrleansRealtime.InProcess.Activations;

internal static partial class ActivationLog
{
    [LoggerMessage(7010, LogLevel.Error, "{GrainId} could not be activated", EventName = nameof(ActivationFailed))]
    public static partial void ActivationFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(7011, LogLevel.Error, "OnDeactivateAsync of {GrainId} failed; it ends all the same",
        EventName = nameof(DeactivationFailed))]
    public static partial void DeactivationFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(7012, LogLevel.Error, "The services of {GrainId} could not be disposed", EventName = nameof(ScopeDisposalFailed))]
    public static partial void ScopeDisposalFailed(ILogger logger, GrainId grainId, Exception exception);

    [LoggerMessage(7013, LogLevel.Warning, "{GrainId} holds old state and is deactivated", EventName = nameof(StaleState))]
    public static partial void StaleState(ILogger logger, GrainId grainId, Exception exception);

    // Next id: 7014
}
