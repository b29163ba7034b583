using Microsoft.AspNetCore.Diagnostics;

namespace OrleansRealtime.Server.Problems;

/// <summary>What is thrown outside of a REST call: in authentication, in the hub's transports, while an answer is written.</summary>
internal sealed class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await ProblemLog.Answer(logger, httpContext, exception).ExecuteAsync(httpContext);
        return true;
    }
}
