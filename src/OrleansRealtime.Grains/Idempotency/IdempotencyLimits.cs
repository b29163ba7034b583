using System.ComponentModel.DataAnnotations;

namespace OrleansRealtime.Grains.Idempotency;

/// <summary>How long idempotency keys are kept, and how many by one grain; section <c>Requests</c>.</summary>
public sealed class IdempotencyLimits
{
    /// <summary>The most keys that one entity or user keeps.</summary>
    [Range(1, 1_000_000)]
    public int MaxKeys { get; set; } = 10_000;

    /// <summary>How long a key is kept.</summary>
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>No key younger than this makes room for another. 10 minutes: longer than any client retries.</summary>
    public TimeSpan KeyGrace { get; set; } = TimeSpan.FromMinutes(10);
}
