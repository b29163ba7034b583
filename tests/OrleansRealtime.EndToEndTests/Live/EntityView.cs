namespace OrleansRealtime.EndToEndTests.Live;

/// <summary>What a viewer makes of the frames that it gets, by the letter: a change is applied onto the position that it names or not at
/// all, and nothing ever goes backwards. Whatever is not as promised fails here.</summary>
internal sealed class EntityView(string type, string id)
{
    private readonly Dictionary<string, string> _fields = [];
    private int _read;

    public string? Position { get; private set; }

    public Item Watched => new(type, id, Position);

    public string? this[string field] => _fields.GetValueOrDefault(field);

    /// <summary>A new connection begins: its frames are read from the first.</summary>
    public void Reconnect() => _read = 0;

    /// <summary>Applies what came since the last time, until the entity is at the position.</summary>
    public async Task ReachAsync(HubClient client, string position)
    {
        CatchUp(client);
        while (Position != position)
        {
            // Frames about this entity come one after the other; each is a reason to look again.
            await client.TakeOfAsync(type, id, $"{type}/{id} to get from {Position} to {position}");
            CatchUp(client);
        }
    }

    public void CatchUp(HubClient client)
    {
        var frames = client.Frames;
        for (; _read < frames.Count; _read++)
        {
            if (frames[_read].IsOf(type, id)) Apply(frames[_read]);
        }
    }

    private void Apply(HubFrame frame)
    {
        switch (frame.Name)
        {
            case "state":
                Rises(frame.Text("position"), frame);
                _fields.Clear();
                break;
            case "changed":
                Assert.True(frame.Text("from") == Position, $"{frame} does not follow {Position}.");
                Rises(frame.Text("to"), frame);
                break;
            default:
                return;
        }

        foreach (var field in frame["fields"].EnumerateObject())
        {
            if (field.Value.ValueKind == JsonValueKind.Null) _fields.Remove(field.Name);
            else _fields[field.Name] = field.Value.GetRawText();
        }
    }

    private void Rises(string to, HubFrame frame)
    {
        if (Position is { } from && from.Split(':')[0] == to.Split(':')[0])
            Assert.True(VersionOf(to) > VersionOf(from), $"{frame} came when the viewer was at {from}.");
        Position = to;
    }

    private static long VersionOf(string position) => long.Parse(position.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
}
