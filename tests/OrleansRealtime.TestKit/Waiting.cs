using System.Diagnostics;

namespace OrleansRealtime.TestKit;

/// <summary>Waits until something is so, never for a time: for what is announced, or by asking where nothing is. A limit only turns a wait without end into a failure that says what for.</summary>
internal static class Waiting
{
    /// <summary>Long enough for a machine that runs ten times as much as it can; nothing is measured against it.</summary>
    public static readonly TimeSpan Usual = TimeSpan.FromMinutes(2);

    /// <summary>What a crash left undone is looked for every 30 seconds, and only once it is 5 seconds old.</summary>
    public static readonly TimeSpan Sweep = TimeSpan.FromMinutes(3);

    public static async Task<T> Within<T>(this Task<T> task, string what, TimeSpan? limit = null)
    {
        await ((Task)task).Within(what, limit);
        return await task;
    }

    public static async Task Within(this Task task, string what, TimeSpan? limit = null)
    {
        var time = limit ?? Usual;
        try
        {
            await task.WaitAsync(time);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw new TimeoutException($"Waited {time.TotalSeconds:0} s in vain for {what}.");
        }
    }

    /// <summary>Asks again and again for what nothing announces.</summary>
    /// <returns>The first answer that is as it should be.</returns>
    public static async Task<T> UntilAsync<T>(Func<Task<T>> ask, Predicate<T> isSo, string what, TimeSpan? limit = null)
    {
        var time = limit ?? Usual;
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await ask();
            if (isSo(answer)) return answer;
            if (Stopwatch.GetElapsedTime(began) > time) throw new TimeoutException($"Waited {time.TotalSeconds:0} s in vain for {what}; at last: {answer}");
            // Whoever asks without a pause is turned away.
            await Task.Delay(20);
        }
    }

    /// <summary>Something that completes once, from anywhere.</summary>
    public static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
