using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Api.Requests;

namespace OrleansRealtime.Server.Api.OpenApi;

/// <summary>What the OpenAPI document says of a call beyond its path: endpoint metadata.</summary>
/// <param name="Id">The operation's name for those who generate clients.</param>
/// <param name="Summary">What it does, in a line.</param>
internal sealed record ApiDoc(string Id, string Summary)
{
    public string? Description { get; init; }

    public ApiBody? Body { get; init; }

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>A second status of success, with the same answer.</summary>
    public int? OtherStatus { get; init; }

    public Type? Answer { get; init; }

    /// <summary>The content type of the answer.</summary>
    public string AnswerType { get; init; } = "application/json";

    /// <summary>Query parameters and headers, besides <c>Idempotency-Key</c> and <c>X-Actor</c>, which follow from method and caller.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>Refusals of its own, besides those that every call knows.</summary>
    public IReadOnlyList<ProblemCode> Errors { get; init; } = [];
}

/// <param name="Schema">The type whose JSON schema the body has.</param>
/// <param name="Example">A body that works.</param>
internal sealed record ApiBody(Type Schema, string Example, params string[] OtherContentTypes);

internal sealed record ApiParameter(string Name, string Description, bool Header = false, bool Required = false)
{
    /// <summary>The words of which it is one; none: it is any text.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>It is a whole number, from the least to the most.</summary>
    public (long Least, long Most)? Number { get; init; }

    /// <summary>What counts when it is not there.</summary>
    public long? Usual { get; init; }

    /// <summary>It is a time of RFC 3339.</summary>
    public bool IsTime { get; init; }
}

internal static class ApiDocMetadata
{
    public static TBuilder Describe<TBuilder>(this TBuilder builder, ApiDoc doc)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(
            doc, new CallInput([.. doc.Parameters.Where(parameter => !parameter.Header).Select(parameter => parameter.Name)], doc.Body is not null));
}
