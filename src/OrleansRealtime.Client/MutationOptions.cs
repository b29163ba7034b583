namespace OrleansRealtime.Client;

/// <summary>On what condition an entity is changed, and under which idempotency key.</summary>
public sealed record MutationOptions
{
    /// <summary>Lets the mutation through only at this position; otherwise it fails with <see cref="ErrorCodes.PositionConflict"/>.</summary>
    public Position? IfMatch { get; init; }

    /// <summary>Lets the mutation through only if the entity is there.</summary>
    public bool IfExists { get; init; }

    /// <summary>1 to 255 visible ASCII characters; drawn when absent. One's own key makes the mutation safe to repeat by a later process.</summary>
    public string? IdempotencyKey { get; init; }
}
