using System.Globalization;

namespace OrleansRealtime.Consistency.Histories;

/// <summary>The history of one run, in memory. Anybody may add from anywhere.</summary>
internal sealed class History(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<Event> _events = [];
    private readonly long _began = time.GetTimestamp();

    public IReadOnlyList<Event> Events
    {
        get
        {
            lock (_gate) return [.. _events];
        }
    }

    public void Add(Event entry)
    {
        lock (_gate)
        {
            entry.Time = time.GetElapsedTime(_began);
            _events.Add(entry);
        }
    }

    public void Note(string text) => Add(new Note(text));

    public static string Line(Event entry, int order) =>
        string.Create(CultureInfo.InvariantCulture, $"{order,6} {entry.Time.TotalSeconds,9:0.000}  {Say(entry)}");

    private static string Say(Event entry) => entry switch
    {
        Note note => $"-- {note.Text}",
        IntervalOver over => $"IntervalOver for connections {string.Join(", ", over.Connections)}: "
            + string.Join("; ", over.Committed.Select(entity => $"{entity.Key} = {entity.Value?.ToString() ?? "gone"}")),
        RollCall roll => $"RollCall of connections {string.Join(", ", roll.Connections)}: "
            + string.Join(", ", roll.Statuses.Select(status => $"{status.Key} {status.Value}")),
        FollowersRead read => $"FollowersRead {read.Entity}: {string.Join(", ", read.Users)}",
        CommentsRead read => $"CommentsRead {read.Entity} {read.Epoch}: {string.Join(", ", read.Texts)}",
        InboxRead read => $"InboxRead {read.User} {read.Badge}\n{string.Join('\n', read.Items.Select(item => $"{"",20}{item}"))}",
        _ => entry.ToString()!,
    };
}
