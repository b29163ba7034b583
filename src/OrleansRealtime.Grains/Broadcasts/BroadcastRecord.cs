using OrleansRealtime.Contracts.Notifications;

namespace OrleansRealtime.Grains.Broadcasts;

/// <summary>A notice as taken, and whether all have it.</summary>
/// <param name="Fingerprint">Of the request, to tell a repeat from another request under the same key.</param>
internal sealed record BroadcastRecord(Notice Notice, string Fingerprint, DateTimeOffset At, bool Delivered)
{
    public const string StateName = "notice";

    /// <summary>One row: due soon until all have the notice, then when the notice is to be forgotten.</summary>
    public const string Due = "due";
}
