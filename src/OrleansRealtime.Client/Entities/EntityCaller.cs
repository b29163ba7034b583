using System.Text.Json;
using OrleansRealtime.Client.Rest;

namespace OrleansRealtime.Client.Entities;

/// <summary>Reads and changes entities.</summary>
internal sealed class EntityCaller(RestCaller rest, JsonSerializerOptions json)
{
    public async Task<Entity<T>?> GetAsync<T>(EntityRef entity, CancellationToken cancellation)
    {
        try
        {
            return (await rest.SendAsync<EntityState>(RestCall.Read(RequestPath.Of(entity)), cancellation)).As<T>(json);
        }
        catch (RealtimeException e) when (e.Code == ErrorCodes.NotFound)
        {
            return null;
        }
    }

    public Task<Entity<T>> CreateAsync<T>(EntityRef entity, T fields, string? key, CancellationToken cancellation)
        where T : notnull =>
        MutateAsync<T>(entity, PutCall(entity, fields, key) with { IfNoneMatch = "*" }, cancellation);

    public Task<Entity<T>> PutAsync<T>(EntityRef entity, T fields, MutationOptions? options, CancellationToken cancellation)
        where T : notnull =>
        MutateAsync<T>(entity, PutCall(entity, fields, options?.IdempotencyKey) with { IfMatch = Condition(options) }, cancellation);

    public Task<Entity<T>> PatchAsync<T>(EntityRef entity, object patch, MutationOptions? options, CancellationToken cancellation)
    {
        var call = RestCall.Mutate(HttpMethod.Patch, RequestPath.Of(entity), FieldsJson.Of(patch, json), options?.IdempotencyKey);
        return MutateAsync<T>(entity, call with { IfMatch = Condition(options) }, cancellation);
    }

    public Task DeleteAsync(EntityRef entity, MutationOptions? options, CancellationToken cancellation) => rest.SendAsync(
        RestCall.Mutate(HttpMethod.Delete, RequestPath.Of(entity), key: options?.IdempotencyKey) with { IfMatch = Condition(options) }, cancellation);

    public async Task<IReadOnlyList<BatchResult>> BatchAsync(IEnumerable<BatchOperation> operations, string? key, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(operations);
        var body = new { operations = operations.Select(operation => operation.Body(json)) };
        return (await rest.SendAsync<BatchAnswer>(RestCall.Mutate(HttpMethod.Post, "entities/batch", body, key), cancellation)).Results;
    }

    private RestCall PutCall(EntityRef entity, object fields, string? key) =>
        RestCall.Mutate(HttpMethod.Put, RequestPath.Of(entity), new { fields = FieldsJson.Of(fields, json) }, key);

    private static string? Condition(MutationOptions? options) => options?.IfMatch is { } position ? $"\"{position}\"" : options?.IfExists == true ? "*" : null;

    /// <summary>The answer to a repeat may say only where the entity was then: its fields are read.</summary>
    private async Task<Entity<T>> MutateAsync<T>(EntityRef entity, RestCall call, CancellationToken cancellation)
    {
        var answer = await rest.SendAsync(call, cancellation);
        var committed = answer.Read<Committed>();
        if (committed.Fields is not null) return answer.Read<EntityState>().As<T>(json);
        return await GetAsync<T>(entity, cancellation)
            ?? throw new RealtimeException(ErrorCodes.NotFound, "The change was committed, and the entity was deleted since.") { Position = committed.Position };
    }

    private sealed record Committed(Position Position, JsonElement? Fields = null);

    private sealed record BatchAnswer(IReadOnlyList<BatchResult> Results);
}
