using System.Data.Common;
using System.Net.Sockets;
using Orleans.Storage;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Server.Problems;

/// <summary>The one place where a failure becomes an answer.</summary>
internal static class ProblemMapping
{
    /// <param name="mutation">Whether the request may have changed something: then nobody knows whether it did.</param>
    public static Problem Of(Exception exception, bool mutation) => exception switch
    {
        ProblemException problem => problem.ToProblem(),
        BadHttpRequestException bad => Problem.Of(OfStatus(bad.StatusCode) ?? ProblemCodes.BadBody, "The request could not be read."),
        NotStorableException => Problem.Of(ProblemCodes.NotStorable),
        CommitOverloadException => Problem.Of(ProblemCodes.Overloaded),
        _ when IsOutage(exception) => Problem.Of(mutation ? ProblemCodes.OutcomeUnknown : ProblemCodes.Unavailable),
        _ => Problem.Of(ProblemCodes.Internal),
    };

    /// <summary>The code of an answer that the framework gave without a body.</summary>
    public static ProblemCode? OfStatus(int status) => status switch
    {
        StatusCodes.Status400BadRequest => ProblemCodes.BadBody,
        StatusCodes.Status401Unauthorized => ProblemCodes.Unauthenticated,
        StatusCodes.Status403Forbidden => ProblemCodes.AccessDenied,
        StatusCodes.Status404NotFound => ProblemCodes.UnknownPath,
        StatusCodes.Status405MethodNotAllowed => ProblemCodes.MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => ProblemCodes.BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => ProblemCodes.WrongContentType,
        StatusCodes.Status429TooManyRequests => ProblemCodes.Overloaded,
        StatusCodes.Status500InternalServerError => ProblemCodes.Internal,
        StatusCodes.Status503ServiceUnavailable => ProblemCodes.Unavailable,
        _ => null,
    };

    /// <summary>Storage, network or Orleans failed, as they do; anything else is a mistake in this code.</summary>
    private static bool IsOutage(Exception exception) =>
        exception is TimeoutException or OperationCanceledException or DbException or IOException or SocketException or HttpRequestException
            or InconsistentStateException or OrleansException or UnauthorizedAccessException or CommitFailedException
        // Orleans' own exceptions: of several types, in one family of namespaces.
        || exception.GetType().Namespace is "Orleans" or "Orleans.Runtime" or "Orleans.Storage" or "Orleans.Serialization"
        || (exception is AggregateException { InnerException: { } inner } && IsOutage(inner));
}
