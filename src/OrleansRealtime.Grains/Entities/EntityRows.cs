namespace OrleansRealtime.Grains.Entities;

/// <summary>The names of an entity's row collections. Comments, followers and who was named belong to one life of the entity and carry its epoch.</summary>
internal static class EntityRows
{
    public const string StateName = "entity";
    public const string Tombstones = "tombstone";

    public static string Comments(string epoch) => $"comment:{epoch}";

    public static string Followers(string epoch) => $"follower:{epoch}";

    /// <summary>Those who were told something because it named them, whether they follow or not.</summary>
    public static string Named(string epoch) => $"named:{epoch}";
}
