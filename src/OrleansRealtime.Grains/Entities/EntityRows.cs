namespace OrleansRealtime.Grains.Entities;

/// <summary>The names of an entity's row collections. Comments and followers belong to one life of the entity and carry its epoch.</summary>
internal static class EntityRows
{
    public const string StateName = "entity";
    public const string Tombstones = "tombstone";

    public static string Comments(string epoch) => $"comment:{epoch}";

    public static string Followers(string epoch) => $"follower:{epoch}";
}
