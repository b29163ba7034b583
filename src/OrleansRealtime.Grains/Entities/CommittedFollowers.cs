using System.Collections.Immutable;

namespace OrleansRealtime.Grains.Entities;

/// <summary>Those who follow as committed, of the users whom one mutation may make follow, or no longer.</summary>
/// <param name="Epoch">The life that they follow; <c>null</c> = the entity is not there.</param>
internal sealed record CommittedFollowers(string? Epoch, ImmutableHashSet<string> Users)
{
    public static readonly CommittedFollowers None = new(null, []);

    /// <summary>Whether the user follows this life of the entity: whoever followed the one before does not.</summary>
    public bool Contains(string epoch, string user) => epoch == Epoch && Users.Contains(user);
}
