using System.Text.Json;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Contracts.Idempotency;
using OrleansRealtime.Server.Api.Entities;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Api.Requests.Json;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Batches;

/// <summary>One operation of a batch: its place, what it asks for, or why it cannot be served.</summary>
internal sealed class BatchOperation
{
    private string? _type;
    private string? _id;
    private EntityMutation? _mutation;
    private Precondition _condition = Precondition.None;
    private IdempotencyKey? _key;
    private Problem? _problem;

    private BatchOperation(int index) => Index = index;

    public int Index { get; }

    /// <summary>Whose it is; of an operation that names no entity, nobody's.</summary>
    public EntityKey Entity { get; private set; }

    /// <summary>Reads it; what is wrong with it becomes its own result.</summary>
    public static BatchOperation Read(ApiCall call, int index, JsonElement json)
    {
        var operation = new BatchOperation(index);
        try
        {
            operation.Read(call, json);
        }
        catch (ProblemException e)
        {
            operation._problem = e.ToProblem();
        }

        return operation;
    }

    public async Task<OperationResult> RunAsync(
        HttpContext http, ApiCall call, EntityCalls entities, ILogger logger, CancellationToken cancellationToken)
    {
        if (_problem is not null) return Refused(_problem);
        // Nothing was answered for as long as a call waits. What was not begun is not begun.
        if (CallTime.Current is { Over.IsCancellationRequested: true }) return Refused(Problem.Of(ProblemCodes.Unavailable));
        try
        {
            var grain = await entities.OpenAsync(call, Entity, EntityAccess.Write, cancellationToken);
            var outcome = await grain.Mutate(new(_mutation!, _condition, _key, call.Actor));
            CallTime.Current?.Restart();
            if (outcome.Error is not null) return Refused(Problem.Of(outcome));
            return new(EntityAnswer.Status(outcome.Effect), _type, _id, outcome.Position?.ToString(), Replayed: outcome.Replayed);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return Refused(ProblemLog.Answer(logger, http, e));
        }
    }

    private void Read(ApiCall call, JsonElement json)
    {
        // First of all, so that its result can say which entity it was about.
        _type = Text(json, "type");
        _id = Text(json, "id");
        var request = RequestReader.Read<OperationRequest>(json);
        Entity = call.Entity(request.Type, request.Id);
        _mutation = Mutation(request);
        _condition = Preconditions.OfOperation(request.IfMatch);
        _key = IdempotencyHeader.OfOperation(call, Index, json);
    }

    private static EntityMutation Mutation(OperationRequest request) => (request.Op, request.Fields) switch
    {
        (OperationKind.Put, { } fields) => new PutFields(FieldsRules.State(fields)),
        (OperationKind.Patch, { } fields) => new PatchFields(FieldsRules.Patch(fields)),
        (OperationKind.Delete, null) => new DeleteEntity(),
        (OperationKind.Delete, _) => throw BodyRefusal.BadBody("fields", "is not for a delete"),
        _ => throw BodyRefusal.BadBody("fields", "is missing"),
    };

    private static string? Text(JsonElement json, string member) =>
        json.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private OperationResult Refused(Problem problem) => new(
        problem.Status,
        _type,
        _id,
        problem.Position,
        problem.Code,
        problem.Title,
        problem.Detail,
        problem.Field,
        problem.ChangedFields);
}
