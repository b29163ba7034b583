using System.Text.Json.Serialization;
using OrleansRealtime.Contracts.Presence;

namespace OrleansRealtime.Gateway.Frames;

/// <summary>The <c>presence</c> frame: who views an entity, to begin with and whenever the changes are not enough.</summary>
/// <param name="Users">Those who came first; none in a crowd.</param>
public sealed record PresenceBody(string Type, string Id, int Total, IReadOnlyList<ViewerBody> Users);

/// <summary>The <c>presenceChanged</c> frame.</summary>
/// <param name="Joined">Absent, as <paramref name="Left"/>, in a crowd: forget the names.</param>
public sealed record PresenceChangedBody(
    string Type,
    string Id,
    int Total,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ViewerBody>? Joined,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Left);

/// <summary>One of an entity's viewers.</summary>
public sealed record ViewerBody(string User, string Name, PresenceStatus Status)
{
    public static IReadOnlyList<ViewerBody> All(IEnumerable<PresenceEntry> entries) =>
        [.. entries.Select(entry => new ViewerBody(entry.Member, entry.Name, entry.Status))];
}

/// <summary>Whether a user is there, as REST answers it.</summary>
public sealed record UserPresenceBody(
    string User,
    PresenceStatus Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? LastSeen);

/// <summary>The same of several users, in the order in which they were named.</summary>
public sealed record UserPresencesBody(IReadOnlyList<UserPresenceBody> Users);
