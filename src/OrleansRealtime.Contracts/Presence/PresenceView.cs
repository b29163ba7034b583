using System.Collections.Immutable;

namespace OrleansRealtime.Contracts.Presence;

/// <summary>Who views an entity, one entry per user. Whole each time, and small: a newer one replaces an older one, and a lost one is made
/// good by the next.</summary>
/// <param name="Epoch">Names the activation that counts the versions; epochs do not compare.</param>
/// <param name="IsCrowd">There are too many to be named.</param>
/// <param name="Shown">Those who came first; none in a crowd.</param>
[GenerateSerializer, Immutable, Alias("presence-view")]
public sealed record PresenceView(string Epoch, long Version, int Total, bool IsCrowd, ImmutableArray<PresenceEntry> Shown)
{
    public static readonly PresenceView Empty = new("", 0, 0, false, []);

    /// <summary>Tells two views of one entity apart, as text: in the head of its stream.</summary>
    public string Head => $"{Epoch}:{Version}";
}
