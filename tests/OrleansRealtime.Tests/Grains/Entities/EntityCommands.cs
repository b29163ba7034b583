using OrleansRealtime.Contracts.Entities;

namespace OrleansRealtime.Tests.Grains.Entities;

/// <summary>Mutations as the API sends them.</summary>
internal static class EntityCommands
{
    internal static EntityCommand Put(string json, string? key = null) => Command(new PutFields(JsonFields.Parse(json)), key, null);

    internal static EntityCommand Patch(string json, string? key = null, string? actor = null) =>
        Command(new PatchFields(JsonFields.Parse(json)), key, actor);

    internal static EntityCommand Comment(
        string text, string? key = null, string? actor = null, string fingerprint = "same", params string[] mentions) =>
        Command(new AddComment(text, [.. mentions]), key, actor, fingerprint);

    internal static EntityCommand Follow(string user, bool follows) => Command(new SetFollowers(user, follows), null, null);

    private static EntityCommand Command(EntityMutation mutation, string? key, string? actor, string fingerprint = "same") =>
        new(mutation, Precondition.None, key is null ? null : new(key, fingerprint), actor);
}
