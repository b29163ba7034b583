namespace OrleansRealtime.Contracts.Entities;

/// <summary>An entity within a workspace that is known from the context.</summary>
[GenerateSerializer, Immutable, Alias("entity-ref")]
public sealed record EntityRef(string Type, string Id);
