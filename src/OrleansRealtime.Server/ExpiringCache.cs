namespace OrleansRealtime.Server;

/// <summary>
/// Answers that are good for a while after they were asked for, of a bounded number; who asks meanwhile shares the question. A failure is not
/// kept. Not Microsoft's MemoryCache, which when full refuses the new answer, nor HybridCache, whose time a test cannot set; neither joins
/// callers and forgets by a condition.
/// </summary>
internal sealed class ExpiringCache<TKey, TValue>(TimeSpan age, int capacity, TimeProvider time)
    where TKey : notnull
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TKey, LinkedListNode<Question>> _questions = [];
    // The oldest first. All are good for as long, so it is also the first to expire.
    private readonly LinkedList<Question> _byAge = [];

    public int Count
    {
        get
        {
            lock (_gate) return _questions.Count;
        }
    }

    /// <param name="ask">Asks for all who wait, so it must not end with one caller's patience.</param>
    /// <param name="cancellationToken">Ends this caller's waiting, not the question.</param>
    public Task<TValue> GetAsync(TKey key, Func<TKey, Task<TValue>> ask, CancellationToken cancellationToken = default)
    {
        var question = FindOrAdd(key, out var isNew);
        if (isNew) _ = AnswerAsync(question, ask);
        return question.Answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Forgets an answer. One that is on its way may be from before what caused this: it is good for those who wait, not for later
    /// ones.</summary>
    public void Remove(TKey key)
    {
        lock (_gate)
        {
            if (_questions.TryGetValue(key, out var node)) DropQuestion(node);
        }
    }

    public void RemoveWhere(Func<TKey, bool> matches)
    {
        lock (_gate)
        {
            for (var (node, next) = (_byAge.First, _byAge.First?.Next); node is not null; (node, next) = (next, next?.Next))
                if (matches(node.Value.Key)) DropQuestion(node);
        }
    }

    private Question FindOrAdd(TKey key, out bool isNew)
    {
        lock (_gate)
        {
            while (_byAge.First is { } oldest && time.GetElapsedTime(oldest.Value.AskedAt) >= age) DropQuestion(oldest);
            isNew = !_questions.TryGetValue(key, out var node);
            if (node is not null) return node.Value;
            if (_questions.Count >= capacity) DropQuestion(_byAge.First!);
            node = _byAge.AddLast(new Question(key, time.GetTimestamp()));
            _questions.Add(key, node);
            return node.Value;
        }
    }

    // Outside the gate: asking may take long.
    private async Task AnswerAsync(Question question, Func<TKey, Task<TValue>> ask)
    {
        try
        {
            question.Answer.TrySetResult(await ask(question.Key));
        }
        catch (Exception error)
        {
            lock (_gate)
            {
                if (_questions.TryGetValue(question.Key, out var node) && node.Value == question) DropQuestion(node);
            }

            question.Answer.TrySetException(error);
        }
    }

    private void DropQuestion(LinkedListNode<Question> node)
    {
        _byAge.Remove(node);
        _questions.Remove(node.Value.Key);
    }

    private sealed class Question(TKey key, long askedAt)
    {
        public TKey Key { get; } = key;

        public long AskedAt { get; } = askedAt;

        public TaskCompletionSource<TValue> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
