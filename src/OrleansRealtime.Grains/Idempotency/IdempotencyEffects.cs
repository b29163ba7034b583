namespace OrleansRealtime.Grains.Idempotency;

/// <summary>What a commit changes of what the <see cref="IdempotencyStore"/> has in memory.</summary>
internal sealed record IdempotencyEffects
{
    /// <summary>The bound after this commit; <c>null</c> when it kept no new key.</summary>
    public IdempotencyBound? Bound { get; init; }

    /// <summary>The shares after this commit; <c>null</c> when it kept no new key, or they are not needed yet.</summary>
    public UserShares? Shares { get; init; }

    /// <summary>Whether keys went whose lifetime is over: how many are left is counted anew.</summary>
    public bool IsSwept { get; init; }
}
