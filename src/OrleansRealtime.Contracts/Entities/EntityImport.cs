namespace OrleansRealtime.Contracts.Entities;

/// <summary>What an importer says of a mutation that happened elsewhere, before.</summary>
/// <param name="Quiet">Nobody is notified of it; viewers see it as ever.</param>
/// <param name="CreatedAt">Of a comment, or of the entity where the mutation creates it: in the past. One that is there keeps its own.</param>
/// <param name="UpdatedAt">When the fields changed: in the past, and not before <paramref name="CreatedAt"/>. An entity that changed later keeps
/// its later time.</param>
[GenerateSerializer, Immutable, Alias("entity-import")]
public sealed record EntityImport(bool Quiet = false, DateTimeOffset? CreatedAt = null, DateTimeOffset? UpdatedAt = null)
{
    /// <summary>It happens here and now.</summary>
    public static readonly EntityImport None = new();
}
