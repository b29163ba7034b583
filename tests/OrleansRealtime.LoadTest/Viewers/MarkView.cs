using OrleansRealtime.LoadTest.Load;

namespace OrleansRealtime.LoadTest.Viewers;

/// <summary>What one viewer was told of an entity's edits, by their marks.</summary>
/// <param name="sent">
/// Given where a system tells several edits by one frame, which has the mark of one of them: those with lower numbers, of which nothing had come, are taken to
/// be at the viewer with it.
/// </param>
internal sealed class MarkView(Deliveries deliveries, DueTimes? sent = null)
{
    private readonly HashSet<int> _came = [];

    /// <summary>The greatest number that came.</summary>
    public int Last { get; private set; }

    /// <summary>How many different marks came.</summary>
    public int Came => _came.Count;

    /// <summary>How often a mark came that had come before.</summary>
    public int Doubled { get; private set; }

    public void Take(EditMark mark)
    {
        if (!_came.Add(mark.Number)) Doubled++;
        deliveries.CountFrame();
        // An edit that a later one overtook counts when the later one comes, a little too early: a frame does not say whether it stands for both.
        if (sent is null) deliveries.Record(mark.At);
        else for (var number = Last + 1; number <= mark.Number; number++) deliveries.Record(sent.Of(number));
        Last = Math.Max(Last, mark.Number);
    }
}
