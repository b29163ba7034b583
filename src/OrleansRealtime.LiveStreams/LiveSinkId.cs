using System.Security.Cryptography;

namespace OrleansRealtime.LiveStreams;

/// <summary>
/// Names one subscribing process for as long as it runs. A restarted process is another one: its old leases end by themselves. And so is one whose
/// leave was not answered, for what it joins from then on: that leave may still arrive.
/// </summary>
[GenerateSerializer, Immutable, Alias("live-sink-id.v1")]
public readonly record struct LiveSinkId([property: Id(0)] string Value)
{
    public static LiveSinkId New() => new(RandomNumberGenerator.GetHexString(16, lowercase: true));

    public override string ToString() => Value;
}
