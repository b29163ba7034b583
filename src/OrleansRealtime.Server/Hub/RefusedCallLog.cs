using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Timing;
using OrleansRealtime.Gateway;

namespace OrleansRealtime.Server.Hub;

/// <summary>The calls of clients that were refused: each is counted, and for people there is a line now and then, however many there are.</summary>
internal sealed partial class RefusedCallLog(GatewayMetrics metrics, TimeProvider time, ILogger<RefusedCallLog> logger)
{
    private readonly OccasionalLine _line = new(time);

    public void Note(string method, ProblemCode problem)
    {
        metrics.CallRefused(problem);
        if (_line.IsDue(out var count)) LogRefused(count, method, problem.Code);
    }

    [LoggerMessage(EventId = 7442, Level = LogLevel.Information, Message = "Refused {Count} hub calls since this was last said; the latest is {Method}, {Code}")]
    private partial void LogRefused(int count, string method, string code);

    // next id: see HubErrors
}
