using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Server.Auth;

/// <summary>
/// The questions that wait for the application. Few requests are under way at once; what comes meanwhile goes together in the next one. An
/// application that answers only the first question of a request takes one at a time: then the others, and those of the next minutes, are
/// asked alone.
/// </summary>
/// <param name="send">Sends one request; as many answers as questions, or the first one's alone.</param>
/// <param name="patience">A question that waited so long for its turn fails.</param>
/// <param name="maxWaiting">Questions that may wait; further ones fail.</param>
internal sealed class AccessQuestions(
    Func<IReadOnlyList<AccessQuestion>, Task<IReadOnlyList<EntityAccess>>> send, TimeSpan patience, int maxWaiting, TimeProvider time)
{
    /// <summary>As many as one Watch has: about 100 KB.</summary>
    public const int MaxTogether = 500;

    /// <summary>Requests with many questions under way: one that hangs holds up a quarter.</summary>
    public const int MaxRequests = 4;

    /// <summary>The same where each has one question.</summary>
    public const int MaxSingleRequests = 64;

    /// <summary>An application that is replaced by one that takes many is noticed by then.</summary>
    public static readonly TimeSpan SingleFor = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly Queue<Waiting> _waiting = new();
    private int _requests;
    private long? _singleSince;
    private volatile bool _hasTakenMany;

    private bool IsSingle => _singleSince is { } since && time.GetElapsedTime(since) < SingleFor;

    /// <exception cref="HttpRequestException">Too many wait, or the application gave no clear answer.</exception>
    /// <exception cref="TimeoutException">The question's turn did not come in time.</exception>
    public Task<EntityAccess> AskAsync(AccessQuestion question)
    {
        var waiting = new Waiting(question, time.GetTimestamp());
        Enqueue(waiting);
        return waiting.Answer.Task;
    }

    private void Enqueue(Waiting waiting)
    {
        lock (_gate)
        {
            if (_waiting.Count >= maxWaiting)
            {
                waiting.Answer.TrySetException(new HttpRequestException("Too many questions wait for the access callback."));
                return;
            }

            _waiting.Enqueue(waiting);
            if (_requests >= (IsSingle ? MaxSingleRequests : MaxRequests)) return;
            _requests++;
        }

        _ = SendWaitingAsync();
    }

    private async Task SendWaitingAsync()
    {
        while (Next() is { Count: > 0 } together) await SendAsync(together);
    }

    private List<Waiting> Next()
    {
        lock (_gate)
        {
            var most = IsSingle ? 1 : MaxTogether;
            var together = new List<Waiting>();
            while (together.Count < most && _waiting.TryDequeue(out var waiting))
            {
                if (time.GetElapsedTime(waiting.Since) < patience) together.Add(waiting);
                else waiting.Answer.TrySetException(new TimeoutException("The access callback is asked too much for its pace."));
            }

            if (together.Count == 0) _requests--;
            return together;
        }
    }

    private async Task SendAsync(List<Waiting> together)
    {
        try
        {
            var answers = await send([.. together.Select(waiting => waiting.Question)]);
            for (var i = 0; i < answers.Count; i++) together[i].Answer.TrySetResult(answers[i]);
            if (answers.Count < together.Count) AskAlone(together.Skip(answers.Count));
            else if (together.Count > 1) _hasTakenMany = true;
        }
        catch (HttpRequestException e) when (together.Count > 1 && ((int?)e.StatusCode < 500 || (e.StatusCode is not null && !_hasTakenMany)))
        {
            // It does not know the member with all the questions and is strict, or it fails over the first, which says nothing of the others.
            AskAlone(together);
        }
        catch (Exception e)
        {
            foreach (var waiting in together) waiting.Answer.TrySetException(e);
        }
    }

    private void AskAlone(IEnumerable<Waiting> questions)
    {
        lock (_gate) _singleSince = time.GetTimestamp();
        foreach (var waiting in questions) Enqueue(waiting);
    }

    private sealed record Waiting(AccessQuestion Question, long Since)
    {
        public TaskCompletionSource<EntityAccess> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
