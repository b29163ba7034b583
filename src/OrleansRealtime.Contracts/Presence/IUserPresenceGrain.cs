using System.Collections.Immutable;
using OrleansRealtime.Contracts.Calls;

namespace OrleansRealtime.Contracts.Presence;

/// <summary>
/// Who of a sixteenth of all users is connected, and when the others last were. The members of its reports are <see cref="UserKey"/>s as
/// text. So few grains for so many users, because a gateway then tells the coming and going of thousands in a few calls, and asking about a
/// hundred takes a few. All of it lives in memory: after a restart nobody was seen yet.
/// </summary>
[Alias("user-presence-grain")]
public interface IUserPresenceGrain : IPresenceRoom
{
    /// <summary>How many there are. More than the silos of any installation, so that each has its part.</summary>
    const int Count = 16;

    /// <summary>The presence of users, in their order. All of them belong here: <see cref="KeyOf"/>.</summary>
    [Repeatable]
    [Alias("read")]
    Task<ImmutableArray<UserPresence>> Read(ImmutableArray<string> users);

    /// <summary>Forgets when the user was last there, also when that is now.</summary>
    /// <returns>Whether it was remembered.</returns>
    [Alias("forget")]
    Task<bool> Forget(string user);

    /// <summary>The key of the grain that knows a user; the same in every process, whatever version it runs on.</summary>
    static string KeyOf(UserKey user)
    {
        var hash = 2166136261u;
        foreach (var letter in user.ToString()) hash = (hash ^ letter) * 16777619u;
        return $"presence/users/{hash % Count}";
    }
}

/// <param name="LastSeen">When the last connection was gone, to within seconds; <c>null</c> while there is one, and when nobody remembers.</param>
[GenerateSerializer, Immutable, Alias("user-presence")]
public sealed record UserPresence(PresenceStatus Status, DateTimeOffset? LastSeen);
