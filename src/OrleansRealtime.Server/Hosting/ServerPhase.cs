namespace OrleansRealtime.Server.Hosting;

/// <summary>Whether the server starts, serves or stops. What the logs are spared depends on it.</summary>
internal sealed partial class ServerPhase
{
    private volatile bool _hasStarted;
    private volatile bool _isStopping;
    private volatile bool _leftOut;

    public bool HasStarted => _hasStarted;

    public bool IsStopping => _isStopping;

    public void Started() => _hasStarted = true;

    public void Stopping() => _isStopping = true;

    /// <summary>Notes that the logs were spared a failure of the stop.</summary>
    public void LeaveOut() => _leftOut = true;

    /// <summary>Says once what the logs were spared, if anything.</summary>
    public void Stopped(ILogger logger)
    {
        if (_leftOut) LogLeftOut(logger);
    }

    [LoggerMessage(7320, LogLevel.Warning, "While the server stopped, calls found no silo any more, or grains did not end as usual; the failures were not logged one by one, and what was owed is in the outbox", EventName = "CallsFailedAtStop")]
    private static partial void LogLeftOut(ILogger logger);

    // Next id: see BannerLog
}
