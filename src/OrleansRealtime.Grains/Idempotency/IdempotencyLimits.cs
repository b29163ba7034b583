using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Grains.Idempotency;

/// <summary>How long idempotency keys are kept, and how many by one grain; section <c>Requests</c>.</summary>
public sealed class IdempotencyLimits
{
    public const string Section = "Requests";

    /// <summary>The most keys that one entity or user keeps.</summary>
    public int MaxKeys { get; set; } = 10_000;

    /// <summary>The most keys of one user that an entity keeps within <see cref="KeyGrace"/>. 1,000: a hundred a minute, and a tenth of all, so
    /// that no user keeps out the others. Servers share what there is. Keys of what changed nothing are in nobody's way: they go first.</summary>
    public int MaxKeysPerUser { get; set; } = 1_000;

    /// <summary>How long a key is kept.</summary>
    public TimeSpan KeyLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>No key younger than this makes room for another. 10 minutes: longer than any client retries.</summary>
    public TimeSpan KeyGrace { get; set; } = TimeSpan.FromMinutes(10);
}

internal sealed class IdempotencyLimitsValidator : IValidateOptions<IdempotencyLimits>
{
    public ValidateOptionsResult Validate(string? name, IdempotencyLimits options)
    {
        var check = new OptionsCheck(IdempotencyLimits.Section);
        check.Within(nameof(options.MaxKeys), options.MaxKeys, 1, 1_000_000);
        check.Within(nameof(options.MaxKeysPerUser), options.MaxKeysPerUser, 1, 1_000_000);
        check.Within(nameof(options.KeyLifetime), options.KeyLifetime, TimeSpan.Zero, TimeSpan.FromDays(365));
        check.Within(nameof(options.KeyGrace), options.KeyGrace, TimeSpan.Zero, TimeSpan.FromDays(365));
        return check.Result;
    }
}
