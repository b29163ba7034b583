using System.Text.Json;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
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
    private EntityCommand? _command;
    private Problem? _problem;

    private BatchOperation(int index) => Index = index;

    public int Index { get; }

    /// <summary>Whose it is; of an operation that names no entity, nobody's.</summary>
    public EntityKey Entity { get; private set; }

    /// <summary>Reads it; what is wrong with it becomes its own result.</summary>
    public static BatchOperation Read(ApiCall call, int index, JsonElement json, DateTimeOffset now)
    {
        var operation = new BatchOperation(index);
        try
        {
            operation.Read(call, json, now);
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
            var outcome = await entities.MutateAsync(call, Entity, EntityAccess.Write, _command!, cancellationToken);
            CallTime.Current?.Restart();
            if (outcome.Error is not null) return Refused(Problem.Of(outcome));
            return new(EntityAnswer.Status(outcome.Effect), _type, _id, outcome.Position?.ToString(), Replayed: outcome.Replayed);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return Refused(ProblemLog.Answer(logger, http, e));
        }
    }

    private void Read(ApiCall call, JsonElement json, DateTimeOffset now)
    {
        // First of all, so that its result can say which entity it was about.
        _type = Text(json, "type");
        _id = Text(json, "id");
        var request = RequestReader.Read<OperationRequest>(json);
        Entity = call.Entity(request.Type, request.Id);
        var mutation = Mutation(request);
        var import = Import(request);
        import.Check(call, now);
        var (condition, key) = (Preconditions.OfOperation(request.Op == OperationKind.Put, request.IfMatch, request.IfNoneMatch), IdempotencyHeader.OfOperation(call, Index, json));
        _command = import.AddTo(new(mutation, condition, key, call.Actor));
    }

    private static EntityMutation Mutation(OperationRequest request) => (request.Op, request.Fields) switch
    {
        (OperationKind.Put, { } fields) => new PutFields(FieldsRules.State(fields)),
        (OperationKind.Patch, { } fields) => new PatchFields(FieldsRules.Patch(fields)),
        (OperationKind.Delete, null) => new DeleteEntity(),
        (OperationKind.Delete, _) => throw BodyRefusal.BadBody("fields", "is not for a delete"),
        _ => throw BodyRefusal.BadBody("fields", "is missing"),
    };

    private static ImportMembers Import(OperationRequest request) => request switch
    {
        { CreatedAt: not null, Op: not OperationKind.Put } => throw BodyRefusal.BadBody("createdAt", "is for a put only"),
        { UpdatedAt: not null, Op: OperationKind.Delete } => throw BodyRefusal.BadBody("updatedAt", "is not for a delete"),
        _ => new(request.Quiet ?? false, request.Actor, request.CreatedAt, request.UpdatedAt),
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
