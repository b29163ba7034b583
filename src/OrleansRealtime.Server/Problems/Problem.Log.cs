namespace OrleansRealtime.Server.Problems;

/// <summary>Logs a failure as what it is: an outage in one line, a mistake of ours with everything. A bad request is the caller's affair.</summary>
internal static partial class ProblemLog
{
    public static Problem Answer(ILogger logger, HttpContext http, Exception exception)
    {
        var problem = ProblemMapping.Of(exception, mutation: !ReadingCall.Is(http));
        var cause = exception is ProblemException { InnerException: { } inner } ? inner : exception;
        if (problem.Status == StatusCodes.Status500InternalServerError)
            Failed(logger, cause, http.Request.Method, http.Request.Path);
        else if (problem.Status == StatusCodes.Status503ServiceUnavailable)
            Unavailable(logger, http.Request.Method, http.Request.Path, problem.Code, cause.GetType().Name, cause.Message);
        return problem;
    }

    [LoggerMessage(7300, LogLevel.Error, "{Method} {Path} failed unforeseen", EventName = nameof(Failed))]
    private static partial void Failed(ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(7301, LogLevel.Warning, "{Method} {Path} answered {Code}: {Exception}: {Message}", EventName = nameof(Unavailable))]
    private static partial void Unavailable(ILogger logger, string method, string path, string code, string exception, string message);

    // Next id: 7302
}
