using System.Text.Json;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Inbox;

namespace OrleansRealtime.Server.OpenApi;

// The shapes of request bodies, for the OpenAPI document. They are read member by member (JsonMembers), which can say exactly what is wrong.

internal sealed record PutBody(JsonFields Fields);

internal sealed record CommentRequest(string Text, IReadOnlyList<string>? Mentions = null);

internal sealed record BatchRequest(IReadOnlyList<OperationRequest> Operations);

internal sealed record OperationRequest(string Op, string Type, string Id, JsonFields? Fields = null, string? IfMatch = null);

internal sealed record NotificationRequest(
    IReadOnlyList<string> To,
    string Kind,
    string Title,
    string? Body = null,
    string? Link = null,
    JsonElement? Data = null,
    EntityRef? Entity = null,
    string? Key = null);

internal sealed record MarkRequest(MarkAs As, IReadOnlyList<long>? Seqs = null, long? UpTo = null, DateTimeOffset? Until = null);

internal sealed record TokenRequest(string User, string? Name = null, int? TtlSeconds = null);
