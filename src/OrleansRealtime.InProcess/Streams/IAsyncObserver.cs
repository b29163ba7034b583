namespace Orleans.Streams;

/// <summary>Takes events one at a time: the next comes when the task of the one before is done.</summary>
public interface IAsyncObserver<in T>
{
    Task OnNextAsync(T item, StreamSequenceToken? token = null);

    Task OnCompletedAsync() => Task.CompletedTask;

    Task OnErrorAsync(Exception ex);
}

/// <summary>Takes events in batches.</summary>
public interface IAsyncBatchObserver<T>
{
    Task OnNextAsync(IList<SequentialItem<T>> items);

    Task OnCompletedAsync() => Task.CompletedTask;

    Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}

/// <summary>Takes events to publish, several at once.</summary>
public interface IAsyncBatchProducer<T> : IAsyncObserver<T>
{
    Task OnNextBatchAsync(IEnumerable<T> batch, StreamSequenceToken? token = null);
}

/// <summary>One event of a batch.</summary>
[GenerateSerializer]
public class SequentialItem<T>(T item, StreamSequenceToken token)
{
    [Id(0)]
    public T Item { get; } = item;

    [Id(1)]
    public StreamSequenceToken Token { get; } = token;
}
