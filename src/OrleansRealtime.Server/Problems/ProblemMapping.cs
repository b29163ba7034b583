using System.Data.Common;
using System.Net.Sockets;
using Orleans.Storage;
using OrleansRealtime.Grains.Commits;

namespace OrleansRealtime.Server.Problems;

/// <summary>The one place where a failure becomes an answer.</summary>
internal static class ProblemMapping
{
    /// <param name="mutation">Whether the request may have changed something: then nobody knows whether it did.</param>
    public static Problem Of(Exception exception, bool mutation) => exception switch
    {
        ProblemException problem => problem.ToProblem(),
        BadHttpRequestException bad => Problem.Of(OfStatus(bad.StatusCode) ?? ErrorCodes.BadBody, "The request could not be read."),
        CommitOverloadException => Problem.Of(ErrorCodes.Overloaded),
        _ when IsOutage(exception) => Problem.Of(mutation ? ErrorCodes.OutcomeUnknown : ErrorCodes.Unavailable),
        _ => Problem.Of(ErrorCodes.Internal),
    };

    /// <summary>The code of an answer that the framework gave without a body.</summary>
    public static ErrorCode? OfStatus(int status) => status switch
    {
        StatusCodes.Status400BadRequest => ErrorCodes.BadBody,
        StatusCodes.Status401Unauthorized => ErrorCodes.Unauthenticated,
        StatusCodes.Status403Forbidden => ErrorCodes.AccessDenied,
        StatusCodes.Status404NotFound => ErrorCodes.UnknownPath,
        StatusCodes.Status405MethodNotAllowed => ErrorCodes.MethodNotAllowed,
        StatusCodes.Status413PayloadTooLarge => ErrorCodes.BodyTooLarge,
        StatusCodes.Status415UnsupportedMediaType => ErrorCodes.WrongContentType,
        StatusCodes.Status429TooManyRequests => ErrorCodes.Overloaded,
        StatusCodes.Status500InternalServerError => ErrorCodes.Internal,
        StatusCodes.Status503ServiceUnavailable => ErrorCodes.Unavailable,
        _ => null,
    };

    /// <summary>Storage, network or Orleans failed, as they do; anything else is a mistake in this code.</summary>
    private static bool IsOutage(Exception exception) =>
        exception is TimeoutException or OperationCanceledException or DbException or IOException or SocketException or HttpRequestException
            or InconsistentStateException or UnauthorizedAccessException or CommitFailedException
        // Orleans' own exceptions: of several types, in one family of namespaces.
        || exception.GetType().Namespace is "Orleans" or "Orleans.Runtime" or "Orleans.Storage" or "Orleans.Serialization"
        || (exception is AggregateException { InnerException: { } inner } && IsOutage(inner));
}
