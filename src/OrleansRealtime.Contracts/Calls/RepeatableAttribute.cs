namespace OrleansRealtime.Contracts.Calls;

/// <summary>
/// The call may be asked again while it is under way, by whoever waits for its answer: it only reads, and no more than a few rows, or it does
/// nothing when it comes a second time. One that reads pages is not marked: where the database is slow, it would read them again.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RepeatableAttribute : Attribute
{
    /// <summary>Only where an argument is, or has, an idempotency key: by that the grain knows what it has done.</summary>
    public bool ByKey { get; init; }
}
