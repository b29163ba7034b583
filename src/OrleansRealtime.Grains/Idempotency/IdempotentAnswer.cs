using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Grains.Idempotency;

/// <summary>A request that was carried out, as kept under its key. A user's requests have no position.</summary>
/// <param name="Epoch">The entity's life, as its record names it.</param>
/// <param name="Comment">The id of the comment that it added.</param>
/// <param name="User">Who asked; <c>null</c> = a server, or an earlier version, which did not keep it.</param>
internal sealed record IdempotentAnswer(string Fingerprint, EntityEffect Effect, string Epoch, long Version, long? Comment, DateTimeOffset At, string? User = null);
