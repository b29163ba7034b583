using OrleansRealtime.Contracts.Calls;
using OrleansRealtime.Contracts.Errors;

namespace OrleansRealtime.Gateway.Calls;

/// <summary>
/// One question to a grain, asked again while no answer comes. No ask is given up for another. A success counts at once, whichever ask it answers. A
/// failure or a refusal counts once no ask is under way any more: an ask that still is may take effect later, when the reason of the refusal is over.
/// </summary>
internal static class RepeatedAsk
{
    /// <summary>How long no answer comes before the question is asked again. 0.3 s: a hundred times a usual answer, longer than a commit under load, and
    /// short enough that also what is asked twice again is answered within a second.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(300);

    /// <summary>How many further asks each round has. Asks that follow one another leave by different silos. Two avoid a silo that is frozen. Three avoid
    /// also a silo that does not know yet where the grain is, because it has just started, and would ask the frozen one.</summary>
    private static readonly int[] Rounds = [2, 3];

    /// <param name="first">The first ask, under way.</param>
    /// <param name="askAgain">Starts so many further asks; none where there may be none.</param>
    /// <exception cref="Exception">That of the first ask that failed, when none succeeded.</exception>
    public static async Task<object?> AnswerAsync(Task<object?> first, Func<int, IReadOnlyList<Task<object?>>> askAgain, TimeProvider time)
    {
        await ((Task)first).WaitAsync(Patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (first.IsCompleted) return await first;
        List<Task<object?>> asks = [first, .. askAgain(Rounds[0])];
        var underWay = asks.ToList();
        for (var rounds = 1; underWay.Count > 0;)
        {
            var next = Task.WhenAny(underWay);
            if (rounds < Rounds.Length)
            {
                await ((Task)next).WaitAsync(Patience, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (!next.IsCompleted)
                {
                    var further = askAgain(Rounds[rounds++]);
                    asks.AddRange(further);
                    underWay.AddRange(further);
                    continue;
                }
            }

            var ended = await next;
            underWay.Remove(ended);
            if (!IsSuccess(ended)) continue;
            Observe(asks);
            // Of those that came together the earliest, which is the least likely to say that it repeats another.
            return await asks.Find(IsSuccess)!;
        }

        return await WorstOf(asks);
    }

    private static bool IsSuccess(Task<object?> ask) => ask.IsCompletedSuccessfully && ask.Result is not IRefusable { Error: not null };

    /// <summary>Where no ask succeeded: after a failure nobody knows what was done, whatever the other asks were refused for.</summary>
    private static Task<object?> WorstOf(List<Task<object?>> asks)
    {
        var worst = asks.Find(ask => !ask.IsCompletedSuccessfully)
            ?? asks.Find(ask => ask.Result is IRefusable refused && refused.Error == ProblemCodes.OutcomeUnknown.Code)
            ?? asks[0];
        Observe(asks);
        return worst;
    }

    /// <summary>Of all but one nobody waits for the end, and none of their failures is a surprise.</summary>
    private static void Observe(List<Task<object?>> asks)
    {
        foreach (var ask in asks)
        {
            _ = ask.ContinueWith(
                static ask => _ = ask.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }
}
