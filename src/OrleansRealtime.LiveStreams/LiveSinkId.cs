using System.Security.Cryptography;

namespace OrleansRealtime.LiveStreams;

/// <summary>
/// Names one subscribing process for as long as it runs. A restarted process has another: its old leases end by themselves. After a leave that was not
/// answered a process takes another, too, because that leave may still arrive. Until the old lease ends it may be sent an event twice, and drops one.
/// </summary>
[GenerateSerializer, Immutable, Alias("live-sink-id.v1")]
public readonly record struct LiveSinkId([property: Id(0)] string Value)
{
    public static LiveSinkId New() => new(RandomNumberGenerator.GetHexString(16, lowercase: true));

    public override string ToString() => Value;
}
