using System.Collections.Immutable;

namespace OrleansRealtime.Grains.Idempotency;

/// <summary>How many keys each user had kept within the grace, in which no key makes room for another: without a share of its own for each, one
/// user's keys would keep out everybody's. Kept in memory: an activation that starts over counts anew. Immutable and pure.</summary>
internal sealed record UserShares(int MaxKeys, TimeSpan Grace)
{
    /// <summary>More users than this are looked through for those whose keys are all past the grace.</summary>
    private const int ManyUsers = 256;

    private ImmutableDictionary<string, ImmutableList<DateTimeOffset>> _byUser = ImmutableDictionary<string, ImmutableList<DateTimeOffset>>.Empty;

    /// <summary>Whether one more key of this user fits.</summary>
    public bool HasRoom(string user, DateTimeOffset now) =>
        !_byUser.TryGetValue(user, out var kept) || kept.Count < MaxKeys || now - kept[0] >= Grace;

    /// <summary>Takes one more, after <see cref="HasRoom"/> said yes.</summary>
    public UserShares Add(string user, DateTimeOffset now)
    {
        var kept = _byUser.GetValueOrDefault(user) ?? [];
        kept = kept.RemoveRange(0, kept.TakeWhile(at => now - at >= Grace).Count()).Add(now);
        var byUser = _byUser.Count < ManyUsers ? _byUser : _byUser.RemoveRange(_byUser.Where(other => now - other.Value[^1] >= Grace).Select(other => other.Key));
        return this with { _byUser = byUser.SetItem(user, kept) };
    }
}
