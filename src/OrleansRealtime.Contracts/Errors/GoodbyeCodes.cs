namespace OrleansRealtime.Contracts.Errors;

/// <summary>Why the server closes a hub connection, and what the client does then.</summary>
/// <param name="Code">Stable; stands in the <c>goodbye</c> frame.</param>
/// <param name="Reason">A sentence for people.</param>
/// <param name="ReconnectAfterMs">When to come back, in milliseconds; <c>null</c> = do not.</param>
public sealed record GoodbyeCode(string Code, string Reason, int? ReconnectAfterMs);

/// <summary>Every reason for a <c>goodbye</c>.</summary>
public static class GoodbyeCodes
{
    /// <summary>Come back with a fresh token.</summary>
    public static readonly GoodbyeCode TokenExpired = new("token_expired", "The token has expired: connect again with a new one.", 0);

    public static readonly GoodbyeCode AccessRevoked = new("access_revoked", "This user's tokens were revoked.", null);

    /// <summary>One second: long enough for a load balancer to notice, short enough that nobody does. Each connection is told a moment of its own
    /// from then on, and clients add jitter.</summary>
    public static readonly GoodbyeCode Shutdown = new("shutdown", "The server is going down.", 1_000);

    public static readonly GoodbyeCode Slow = new("slow", "The connection reads too slowly.", 1_000);

    /// <summary>30 seconds: nothing changes before somebody closes a tab.</summary>
    public static readonly GoodbyeCode TooManyConnections = new("too_many_connections", "This user, or this address, has as many connections as it may.", 30_000);

    public static readonly GoodbyeCode Silent = new("silent", "The client said nothing for too long, not even a ping.", 1_000);

    public static IReadOnlyList<GoodbyeCode> All { get; } = [TokenExpired, AccessRevoked, Shutdown, Slow, TooManyConnections, Silent];
}
