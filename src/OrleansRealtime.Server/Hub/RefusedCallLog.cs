using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway;

namespace OrleansRealtime.Server.Hub;

/// <summary>The calls of clients that were refused: each is counted, and for people there is a line now and then, however many there are.</summary>
internal sealed partial class RefusedCallLog(GatewayMetrics metrics, TimeProvider time, ILogger<RefusedCallLog> logger)
{
    /// <summary>One line in this time. 10 s: enough to see that it goes on, and 3 MB a day when it never ends.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long? _saidAt;
    private int _unsaid;

    public void Note(string method, ProblemCode problem)
    {
        metrics.CallRefused(problem);
        int count;
        lock (_gate)
        {
            _unsaid++;
            if (_saidAt is { } at && time.GetElapsedTime(at) < Pause) return;
            (count, _unsaid, _saidAt) = (_unsaid, 0, time.GetTimestamp());
        }

        LogRefused(count, method, problem.Code);
    }

    [LoggerMessage(EventId = 7442, Level = LogLevel.Information, Message = "Refused {Count} hub calls since this was last said; the latest is {Method}, {Code}")]
    private partial void LogRefused(int count, string method, string code);

    // next id: see HubErrors
}
