using System.Diagnostics;
using OrleansRealtime.LoadTest.Systems;

namespace OrleansRealtime.LoadTest.Load;

/// <summary>Edits at a steady rate, entity by entity in turn. The load is open, and an edit carries the moment at which it was due.</summary>
internal sealed class EditLoad(ISystem system, IReadOnlyList<string> entities, int rate)
{
    private readonly DueTimes[] _due = [.. entities.Select(_ => new DueTimes())];
    private long _edits;
    private int _next;

    /// <summary>Edits that were sent since the start.</summary>
    public long Edits => Interlocked.Read(ref _edits);

    /// <summary>Edits of one entity that were sent since the start.</summary>
    public int SentTo(int entity) => _due[entity].Count;

    /// <summary>When the edits of one entity were due.</summary>
    public DueTimes DueOf(int entity) => _due[entity];

    /// <summary>Sends for so long, and ends when all is answered.</summary>
    /// <exception cref="HttpRequestException">An edit was not taken.</exception>
    public Task RunAsync(TimeSpan length, CancellationToken stop) => OpenLoad.RunAsync(
        OpenLoad.Steady(rate, length),
        (_, due) =>
        {
            var entity = _next;
            _next = (_next + 1) % entities.Count;
            return EditAsync(entity, due, stop);
        },
        stop);

    /// <summary>Sends one edit to each entity, and ends when all are answered.</summary>
    /// <exception cref="HttpRequestException">An edit was not taken.</exception>
    public async Task EditEachAsync(CancellationToken stop)
    {
        for (var entity = 0; entity < entities.Count; entity++) await EditAsync(entity, Stopwatch.GetTimestamp(), stop);
    }

    private Task EditAsync(int entity, long due, CancellationToken stop)
    {
        Interlocked.Increment(ref _edits);
        return system.EditAsync(entities[entity], new(due, _due[entity].Add(due)), stop);
    }
}
