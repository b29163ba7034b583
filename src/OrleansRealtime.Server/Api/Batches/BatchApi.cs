using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Server.Api.Entities;
using OrleansRealtime.Server.Api.OpenApi;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Batches;

/// <summary><c>/entities:batch</c> or <c>/entities/batch</c>: many mutations in one request. Each succeeds or fails alone.</summary>
internal static class BatchApi
{
    public const int MaxOperations = 500;

    /// <summary>The most characters of changed fields' names in one answer: as many as the largest entity has, and the answer is no larger than the
    /// request may be.</summary>
    private const int MaxChangedFields = 256 * 1024;

    /// <summary>Entities that one batch keeps busy at once: enough to share commits, few enough that one caller does not starve the others.</summary>
    private const int MaxConcurrency = 32;

    public static void MapBatch(this RouteGroupBuilder workspace)
    {
        workspace.MapPost("/entities:batch", RunAsync).ForAll(Scopes.Write).WithTags("Entities").Describe(BatchDocs.Batch);
        workspace.MapPost("/entities/batch", RunAsync).ForAll(Scopes.Write).WithTags("Entities").Describe(BatchDocs.BatchByPath);
    }

    private static async Task<IResult> RunAsync(HttpContext http, EntityCalls entities, TimeProvider time, ILogger<BatchOperation> logger)
    {
        var call = ApiCall.Of(http);
        var body = await JsonBody.ReadAsync(http, BodyRule.Batch);
        var operations = Operations(call, body, time.GetUtcNow());
        var results = new OperationResult[operations.Length];
        var byEntity = operations.GroupBy(operation => operation.Entity);
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = http.RequestAborted };
        await Parallel.ForEachAsync(byEntity, options, async (group, cancellationToken) =>
        {
            // One after the other: a later operation on an entity stands on the earlier one.
            foreach (var operation in group)
                results[operation.Index] = await operation.RunAsync(http, call, entities, logger, cancellationToken);
        });
        return Results.Json(new BatchBody(Bounded(results)), WireJson.Options);
    }

    /// <summary>Each of 500 results may name every field of a large entity: past the bound they name none.</summary>
    private static OperationResult[] Bounded(OperationResult[] results)
    {
        var left = MaxChangedFields;
        return [.. results.Select(result => (left -= result.ChangedFields?.Sum(field => field.Length) ?? 0) >= 0 ? result : result with { ChangedFields = null })];
    }

    private static BatchOperation[] Operations(ApiCall call, JsonElement body, DateTimeOffset now)
    {
        var list = RequestReader.ReadList<BatchRequest>(body);
        if (list.GetArrayLength() > MaxOperations) throw new ProblemException(ProblemCodes.TooManyOperations, field: "operations");
        if (list.EnumerateArray().Any(operation => operation.ValueKind != JsonValueKind.Object))
            throw BodyRefusal.BadBody("operations", "must be an array of objects");
        return [.. list.EnumerateArray().Select((operation, index) => BatchOperation.Read(call, index, operation, now))];
    }
}

internal sealed record BatchRequest(IReadOnlyList<OperationRequest> Operations);

internal sealed record BatchBody(IReadOnlyList<OperationResult> Results);

/// <summary>What became of one operation: what the request would have been answered alone.</summary>
internal sealed record OperationResult(
    int Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Position = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Title = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Field = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? ChangedFields = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Replayed = false);
