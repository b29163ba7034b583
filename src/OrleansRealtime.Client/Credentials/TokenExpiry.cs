namespace OrleansRealtime.Client.Credentials;

/// <summary>What the hub says of the token that was just shown to it.</summary>
/// <param name="ExpiresInMs">What was left when it answered.</param>
internal sealed record TokenExpiry(DateTimeOffset ExpiresAt, long? ExpiresInMs = null);
