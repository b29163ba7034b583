using System.Diagnostics;
using OrleansRealtime.LoadTest.Systems;

namespace OrleansRealtime.LoadTest.Load;

/// <summary>
/// Edits at a steady rate, entity by entity in turn. The load is open: an edit is sent when it is due, whether or not those before it are answered,
/// and carries the moment at which it was due, so that a system that stalls is charged for all who waited.
/// </summary>
internal sealed class EditLoad(ISystem system, IReadOnlyList<string> entities, int rate)
{
    private readonly int[] _sent = new int[entities.Count];
    private long _edits;
    private int _next;

    /// <summary>Edits that were sent since the start.</summary>
    public long Edits => Interlocked.Read(ref _edits);

    /// <summary>Edits of one entity that were sent since the start.</summary>
    public int SentTo(int entity) => _sent[entity];

    /// <summary>Sends for so long, and ends when all is answered.</summary>
    /// <exception cref="HttpRequestException">An edit was not taken.</exception>
    public async Task RunAsync(TimeSpan length, CancellationToken stop)
    {
        var edits = await Task.Factory.StartNew(() => Send(length, stop), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAll(edits);
    }

    /// <summary>Sends one edit to each entity, and ends when all are answered.</summary>
    /// <exception cref="HttpRequestException">An edit was not taken.</exception>
    public async Task EditEachAsync(CancellationToken stop)
    {
        for (var entity = 0; entity < entities.Count; entity++) await EditAsync(entity, Stopwatch.GetTimestamp(), stop);
    }

    private Task EditAsync(int entity, long due, CancellationToken stop)
    {
        Interlocked.Increment(ref _edits);
        return system.EditAsync(entities[entity], new(due, ++_sent[entity]), stop);
    }

    private List<Task> Send(TimeSpan length, CancellationToken stop)
    {
        var edits = new List<Task>();
        var (start, interval) = (Stopwatch.GetTimestamp(), (double)Stopwatch.Frequency / rate);
        for (var n = 0L; n < length.TotalSeconds * rate; n++)
        {
            stop.ThrowIfCancellationRequested();
            var due = start + (long)(n * interval);
            EditClock.SleepUntil(due);
            edits.Add(EditAsync(_next, due, stop));
            _next = (_next + 1) % entities.Count;
        }

        return edits;
    }
}
