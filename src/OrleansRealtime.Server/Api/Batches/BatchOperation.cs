using System.Text.Json;
using OrleansRealtime.Contracts.Entities;
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
        try
        {
            var grain = await entities.OpenAsync(call, Entity, EntityAccess.Write, cancellationToken);
            var outcome = await grain.Mutate(new(_mutation!, _condition, _key, call.Actor));
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
        var members = new JsonMembers(json, "op", "type", "id", "fields", "ifMatch");
        var op = members.Text("op", 16);
        Entity = call.Entity(members.Name("type"), members.Name("id"));
        _mutation = op switch
        {
            "put" => new PutFields(FieldsReader.State(members.Required("fields"), "fields")),
            "patch" => new PatchFields(FieldsReader.Patch(members.Required("fields"), "fields")),
            "delete" when members.Optional("fields") is null => new DeleteEntity(),
            "delete" => throw JsonMembers.Bad("fields", "is not for a delete"),
            _ => throw JsonMembers.Bad("op", "must be put, patch or delete"),
        };
        _condition = Preconditions.OfOperation(members.OptionalText("ifMatch", 64));
        _key = IdempotencyHeader.OfOperation(call, Index, json);
    }

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
