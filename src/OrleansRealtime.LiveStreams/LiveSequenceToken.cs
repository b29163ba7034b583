using Orleans.Streams;

namespace OrleansRealtime.LiveStreams;

/// <summary>
/// An event's number within the owner's activation. Numbers of two activations cannot be compared; an application that needs an order
/// across them carries its own position in the event.
/// </summary>
[GenerateSerializer, Immutable, Alias("live-token.v1")]
public sealed class LiveSequenceToken : StreamSequenceToken
{
    public LiveSequenceToken(long sequence) => SequenceNumber = sequence;

    [Id(0)]
    public override long SequenceNumber { get; protected set; }

    /// <summary>Always 0: every event has a number of its own.</summary>
    [Id(1)]
    public override int EventIndex { get; protected set; }

    public override int CompareTo(StreamSequenceToken? other) => other switch
    {
        null => 1,
        LiveSequenceToken token => SequenceNumber.CompareTo(token.SequenceNumber),
        _ => throw new ArgumentException($"A {nameof(LiveSequenceToken)} cannot be compared with a {other.GetType().Name}.", nameof(other)),
    };

    public override bool Equals(StreamSequenceToken? other) => other is LiveSequenceToken token && token.SequenceNumber == SequenceNumber;

    public override bool Equals(object? obj) => Equals(obj as StreamSequenceToken);

    public override int GetHashCode() => SequenceNumber.GetHashCode();

    public override string ToString() => $"live:{SequenceNumber}";
}
