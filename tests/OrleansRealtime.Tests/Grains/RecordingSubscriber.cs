using System.Threading.Channels;
using Orleans.Streams;

namespace OrleansRealtime.Tests.Grains;

/// <summary>Keeps what a stream delivers until the test asks for it.</summary>
public sealed class RecordingSubscriber<T> : IAsyncObserver<T>
{
    private readonly Channel<T> _items = Channel.CreateUnbounded<T>();

    public Task<T> NextAsync(string what) => _items.Reader.ReadAsync().AsTask().Within(what);

    public async Task OnNextAsync(T item, StreamSequenceToken? token = null) => await _items.Writer.WriteAsync(item);

    public Task OnCompletedAsync() => Task.CompletedTask;

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
