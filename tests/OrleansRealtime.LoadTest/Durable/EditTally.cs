using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.LoadTest.Versions;

namespace OrleansRealtime.LoadTest.Durable;

/// <summary>How many edits of each entity were answered, to be compared with the version that it has in the end: each edit makes just one.</summary>
internal sealed class EditTally(PlatformSystem system, IReadOnlyList<string> entities)
{
    private readonly int[] _edits = new int[entities.Count];

    /// <summary>Used by many threads.</summary>
    public void Add(int entity) => Interlocked.Increment(ref _edits[entity]);

    /// <summary>Says of which entities the store has fewer edits, or more, than were answered. All have to be answered.</summary>
    public async Task CheckAsync(Report report, CancellationToken stop)
    {
        var wrong = new List<string>();
        for (var n = 0; n < entities.Count; n++)
        {
            var version = await system.ReadAsync(entities[n], stop);
            if (version != EntityFrame.FirstVersion + _edits[n]) wrong.Add($"{entities[n]} has version {version} after {_edits[n]} edits");
        }

        if (wrong.Count > 0) report.AddFault($"{system.Name}: {wrong.Count} entities lost or doubled edits, as {wrong[0]}.");
    }
}
