namespace OrleansRealtime.Client;

/// <summary>A user's token. A text becomes one whose end nobody has told.</summary>
/// <param name="ExpiresAt">By the server's clock.</param>
public sealed record RealtimeToken(string Token, DateTimeOffset? ExpiresAt = null)
{
    public static implicit operator RealtimeToken(string token) => new(token);

    /// <summary>Says nothing of the token: this may stand in a log.</summary>
    public override string ToString() => $"a token that ends at {ExpiresAt:O}";
}
