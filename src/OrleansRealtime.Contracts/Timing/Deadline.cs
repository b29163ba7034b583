namespace OrleansRealtime.Contracts.Timing;

/// <summary>The moment at which a call of a client has waited long enough. All that the call waits for, one thing after the other, shares it.</summary>
/// <param name="limit">How long from now on.</param>
public readonly struct Deadline(TimeSpan limit, TimeProvider time)
{
    private readonly long _from = time.GetTimestamp();

    /// <summary>How long there still is; never negative.</summary>
    public TimeSpan Left => limit - time.GetElapsedTime(_from) is { } left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <exception cref="TimeoutException">The deadline came first.</exception>
    public Task<T> WaitAsync<T>(Task<T> task) => task.WaitAsync(Left, time);

    /// <exception cref="TimeoutException">The deadline came first.</exception>
    public Task WaitAsync(Task task) => task.WaitAsync(Left, time);
}
