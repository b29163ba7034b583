using System.Globalization;

namespace OrleansRealtime.Consistency.History;

/// <summary>The history of one run, in memory. Anybody may add from anywhere.</summary>
internal sealed class Chronicle(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<Happening> _happenings = [];
    private readonly long _began = time.GetTimestamp();

    public IReadOnlyList<Happening> Happenings
    {
        get
        {
            lock (_gate) return [.. _happenings];
        }
    }

    public void Add(Happening happening)
    {
        lock (_gate)
        {
            happening.Time = time.GetElapsedTime(_began);
            _happenings.Add(happening);
        }
    }

    public void Note(string text) => Add(new Note(text));

    public static string Line(Happening happening, int order) =>
        string.Create(CultureInfo.InvariantCulture, $"{order,6} {happening.Time.TotalSeconds,9:0.000}  {Say(happening)}");

    private static string Say(Happening happening) => happening switch
    {
        Note note => $"-- {note.Text}",
        IntervalOver over => $"IntervalOver for connections {string.Join(", ", over.Connections)}: "
            + string.Join("; ", over.Committed.Select(entity => $"{entity.Key} = {entity.Value?.ToString() ?? "gone"}")),
        RollCall roll => $"RollCall of connections {string.Join(", ", roll.Connections)}: "
            + string.Join(", ", roll.Statuses.Select(status => $"{status.Key} {status.Value}")),
        FollowersRead read => $"FollowersRead {read.Entity}: {string.Join(", ", read.Users)}",
        CommentsRead read => $"CommentsRead {read.Entity} {read.Epoch}: {string.Join(", ", read.Texts)}",
        InboxRead read => $"InboxRead {read.User} {read.Badge}\n{string.Join('\n', read.Items.Select(item => $"{"",20}{item}"))}",
        _ => happening.ToString()!,
    };
}
