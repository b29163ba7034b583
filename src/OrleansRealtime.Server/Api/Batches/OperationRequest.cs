using System.ComponentModel.DataAnnotations;
using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Server.Api.Batches;

/// <summary>One operation of a batch as it is sent. A delete takes no fields, the others need them.</summary>
/// <param name="CreatedAt">Of a put.</param>
/// <param name="UpdatedAt">Of a put or a patch.</param>
internal sealed record OperationRequest(
    OperationKind Op,
    string Type,
    string Id,
    JsonFields? Fields = null,
    [property: StringLength(64, MinimumLength = 1)] string? IfMatch = null,
    [property: StringLength(1, MinimumLength = 1)] string? IfNoneMatch = null,
    bool? Quiet = null,
    string? Actor = null,
    DateTimeOffset? CreatedAt = null,
    DateTimeOffset? UpdatedAt = null);

internal enum OperationKind
{
    Put,
    Patch,
    Delete,
}
