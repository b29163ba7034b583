namespace OrleansRealtime.Contracts.Timing;

/// <summary>
/// A question to a grain that changes nothing, asked once more where the first try found nobody. What is in flight to a silo that dies is never
/// answered and does not fail by itself, while a new try goes to the silo that took over: so the first has half of the time. Of the usual 3 s that
/// is as long as it takes until a dead silo is known to be dead. After one that failed at once, as where a grain moves, the second comes soon.
/// </summary>
public static class TwoTries
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(100);

    /// <param name="limit">How long both tries may take together.</param>
    /// <exception cref="TimeoutException">Neither was answered in time.</exception>
    public static async Task<T> AskAsync<T>(Func<Task<T>> ask, TimeSpan limit, TimeProvider time)
    {
        var (deadline, half) = (new Deadline(limit, time), new Deadline(limit / 2, time));
        try
        {
            return await half.WaitAsync(ask());
        }
        catch (Exception e) when (FoundNobody(e))
        {
            await PauseAsync(half.Left, time);
        }

        return await deadline.WaitAsync(ask());
    }

    /// <summary>What lies between a try that found nobody and the second.</summary>
    /// <param name="left">Of the first try's time.</param>
    public static Task PauseAsync(TimeSpan left, TimeProvider time) =>
        Task.Delay(Jitter.Pause(failures: 1, LongestPause, left), time);

    /// <summary>Whether no grain answered: the call failed on its way, as calls to a silo that is gone do, or the grain could not be activated.</summary>
    public static bool FoundNobody(Exception exception) => exception is TimeoutException or OrleansException;
}
