namespace OrleansRealtime.Tests.Engines;

/// <summary>Waiting for a signal, with an end that says what did not come.</summary>
public static class Waiting
{
    // Far above what anything here takes, so that a busy machine is no failure.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task Within(this Task task, string what)
    {
        try
        {
            await task.WaitAsync(Patience);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"Waited {Patience.TotalSeconds} s in vain for {what}.");
        }
    }

    public static async Task<T> Within<T>(this Task<T> task, string what)
    {
        await Within((Task)task, what);
        return await task;
    }
}
