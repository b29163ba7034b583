using System.Globalization;
using System.Text.Json.Serialization;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Server.Problems;

/// <summary>The body of every error (RFC 9457), and the answer that carries it.</summary>
/// <param name="Detail">What exactly, for people.</param>
/// <param name="Position">The entity's current position.</param>
/// <param name="ChangedFields">What changed since the position that the caller named.</param>
/// <param name="Field">The member, parameter or header that is wrong.</param>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Code,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Position,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? ChangedFields) : IResult
{
    /// <summary>Which limit it was, of <see cref="RequestLimits"/>: for meters, and not for the caller.</summary>
    internal string? Limit { get; init; }

    public const string ContentType = "application/problem+json";

    public static Problem Of(ProblemCode error, string? detail = null, string? field = null) =>
        new($"urn:orleansrealtime:error:{error.Code}", error.Title, error.Status, error.Code, detail, field, null, null);

    /// <summary>Why an entity's grain refused.</summary>
    public static Problem Of(EntityOutcome refused) => Of(ProblemCodes.Of(refused.Error!), field: refused.Field) with
    {
        Position = refused.Position?.ToString(),
        ChangedFields = refused.ChangedFields,
    };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var metrics = httpContext.RequestServices.GetRequiredService<ServerMetrics>();
        metrics.Answered(Code);
        if (RequestLimits.Of(this) is { } limit) metrics.Rejected(limit);
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Status == StatusCodes.Status401Unauthorized)
            response.Headers.WWWAuthenticate = Code == ProblemCodes.TokenExpired.Code ? "Bearer error=\"invalid_token\"" : "Bearer";
        if (ProblemCodes.Of(Code).RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return response.WriteAsJsonAsync(this, WireJson.Options, ContentType, httpContext.RequestAborted);
    }
}
