using System.Text;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.LoadTest.Load;
using OrleansRealtime.Storage.GrainState;

namespace OrleansRealtime.LoadTest.Durable;

/// <summary>What the platform hands to its store for an edit of <see cref="DurableCommand"/>: the entity's head with all of its fields.</summary>
internal static class EntityPayload
{
    // With all digits of its second, as most moments are.
    private static readonly DateTimeOffset Noon = new DateTimeOffset(2026, 6, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_567);

    public static string Text { get; } = Encoding.UTF8.GetString(new JsonGrainStorageSerializer().Serialize(new StoredState<EntityRecord>
    {
        State = new("k3v9x0qa", 1_700, Fields(), 120, 0, 0, Noon, Noon, null, Deleted: false, 0),
    }));

    // A usual timestamp and number.
    private static JsonFields Fields() =>
        JsonFields.Parse(new EditMark(1_234_567_890_123_456, 12_345).Body[..^1] + ",\"column\":\"doing\",\"rank\":\"a0\"}");
}
