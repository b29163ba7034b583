using System.Threading.Channels;

namespace OrleansRealtime.Client;

/// <summary>One value that changes, for any number of readers at their own pace: each gets the newest and, when it was slow, none of those
/// before it. So nothing piles up.</summary>
internal sealed class Latest<T>
{
    private readonly Lock _gate = new();
    private readonly HashSet<Channel<T>> _readers = [];
    private (bool IsThere, T Value) _now;
    private (bool IsOver, Exception? Failure) _end;

    public int Readers
    {
        get
        {
            lock (_gate) return _readers.Count;
        }
    }

    public void Publish(T value)
    {
        lock (_gate)
        {
            if (_end.IsOver) return;
            _now = (true, value);
            foreach (var reader in _readers) reader.Writer.TryWrite(value);
        }
    }

    /// <summary>Readers get what is there, and then this failure.</summary>
    public void End(Exception failure)
    {
        lock (_gate)
        {
            _end = (true, failure);
            foreach (var reader in _readers) reader.Writer.TryComplete(failure);
        }
    }

    /// <summary>A new reader begins with the present value, if there is one.</summary>
    public Reader Open()
    {
        var channel = Channel.CreateBounded<T>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_gate)
        {
            if (_now.IsThere) channel.Writer.TryWrite(_now.Value);
            if (_end.IsOver) channel.Writer.TryComplete(_end.Failure);
            _readers.Add(channel);
        }

        return new(this, channel);
    }

    private void Close(Channel<T> channel)
    {
        lock (_gate) _readers.Remove(channel);
    }

    internal sealed class Reader(Latest<T> latest, Channel<T> channel) : IDisposable
    {
        /// <exception cref="RealtimeException">It has ended with this.</exception>
        public IAsyncEnumerable<T> ReadAsync(CancellationToken cancellation) => channel.Reader.ReadAllAsync(cancellation);

        public void Dispose() => latest.Close(channel);
    }
}
