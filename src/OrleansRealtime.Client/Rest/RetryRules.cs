namespace OrleansRealtime.Client.Rest;

/// <summary>Whether, and when, a call is tried again.</summary>
internal sealed class RetryRules(TimeSpan retryFor, Backoff backoff)
{
    /// <param name="attempt">How many tries there were behind the first.</param>
    /// <param name="spent">Since the first try began.</param>
    /// <returns>How long to wait; <c>null</c>: there is no further try.</returns>
    public TimeSpan? NextTry(int attempt, TimeSpan spent, RealtimeException failure)
    {
        if (!failure.IsTemporary) return null;
        var wait = (failure.RetryAfter ?? TimeSpan.Zero) + backoff.Before(attempt);
        return spent + wait > retryFor ? null : wait;
    }
}
