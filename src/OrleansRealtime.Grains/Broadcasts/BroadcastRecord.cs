using System.Text.Json.Serialization;
using OrleansRealtime.Contracts.Notifications;

namespace OrleansRealtime.Grains.Broadcasts;

/// <summary>A broadcast as taken, and whether all have it.</summary>
/// <param name="Fingerprint">Of the request, to tell a repeat from another request under the same key.</param>
internal sealed record BroadcastRecord(
    [property: JsonPropertyName("notice")] Broadcast Broadcast, string Fingerprint, DateTimeOffset At, bool Delivered)
{
    public const string StateName = "notice";

    /// <summary>One row: due soon until all have the broadcast, then when it is to be forgotten.</summary>
    public const string Due = "due";
}
