namespace OrleansRealtime.Contracts.Idempotency;

/// <summary>The identity of a request that may come twice.</summary>
/// <param name="Id">A digest of caller and key: of bounded length, and no caller reads another's answers.</param>
/// <param name="Fingerprint">A digest of what was asked, to tell a repeat from another request under the same key.</param>
/// <param name="User">The user who asks; <c>null</c> = a server. How many keys of one user are kept is bounded apart.</param>
[GenerateSerializer, Immutable, Alias("request-key")]
public sealed record IdempotencyKey(string Id, string Fingerprint, string? User = null);
