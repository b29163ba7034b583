namespace OrleansRealtime.Gateway.Sending;

/// <summary>The writers that one change woke. They are marked inside of the feed's gate and write outside of it, several of them in one item of the
/// thread pool: to hand a frame of a few hundred bytes to another thread costs more than to write it. They write when this is disposed, whatever
/// happened until then: one that was marked and never wrote would rest for good.</summary>
internal sealed class WokenWriters : IDisposable
{
    /// <summary>So many write one after the other. 16: for 500 viewers 32 items, enough for every core.</summary>
    private const int SliceLength = 16;

    private ConnectionWriter? _first;
    private List<ConnectionWriter>? _others;

    /// <summary>Says that a frame is due, and keeps the writer if it rested.</summary>
    public void Mark(ConnectionWriter writer, PendingFrame mark)
    {
        if (!writer.TryMark(mark)) return;
        if (_first is null) _first = writer;
        else (_others ??= []).Add(writer);
    }

    /// <summary>Has all of them write: the first on this thread, the others on the pool, in the order in which they were marked.</summary>
    public void Dispose()
    {
        for (var from = 0; _others is not null && from < _others.Count; from += SliceLength)
            ThreadPool.UnsafeQueueUserWorkItem(new Slice(_others, from), preferLocal: false);
        _first?.Pump();
    }

    private sealed class Slice(List<ConnectionWriter> writers, int from) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            for (var n = from; n < Math.Min(from + SliceLength, writers.Count); n++) writers[n].Pump();
        }
    }
}
