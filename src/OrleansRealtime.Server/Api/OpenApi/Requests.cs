using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Server.Api.OpenApi;

// The shapes of the request bodies that hold an entity's fields: FieldsReader takes those as they are, and says exactly what is wrong.

internal sealed record PutEntityRequest(JsonFields Fields);

internal sealed record BatchRequest(IReadOnlyList<OperationRequest> Operations);

internal sealed record OperationRequest(string Op, string Type, string Id, JsonFields? Fields = null, string? IfMatch = null);
