using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Server.Hub;

/// <summary>A frame as SignalR's messages: one, or for clients on slow lines several. Each is serialised once for all connections.</summary>
internal sealed class EncodedFrame
{
    /// <summary>Characters of one part. 8,192: at 1 KB/s it is there in half the time after which a writer, or a client, takes the line for dead.</summary>
    private const int PartLength = 8 * 1024;

    private readonly Frame _frame;
    private ImmutableArray<SerializedHubMessage> _parts;

    private EncodedFrame(Frame frame)
    {
        _frame = frame;
        Whole = Message(frame.Name, frame.Body);
    }

    public SerializedHubMessage Whole { get; }

    /// <summary>The frame itself when it is small, else <c>part</c> frames with the pieces of its JSON.</summary>
    public ImmutableArray<SerializedHubMessage> Parts => _parts.IsDefault ? _parts = Split() : _parts;

    public static EncodedFrame Of(Frame frame) => frame.Encoded(static frame => new EncodedFrame(frame));

    private ImmutableArray<SerializedHubMessage> Split()
    {
        var text = JsonSerializer.Serialize(_frame.Body, WireJson.Options);
        if (text.Length <= PartLength) return [Whole];
        var parts = ImmutableArray.CreateBuilder<SerializedHubMessage>((text.Length / PartLength) + 1);
        for (var start = 0; start < text.Length;)
        {
            var end = Math.Min(start + PartLength, text.Length);
            // Half of a surrogate pair is no text.
            if (end < text.Length && char.IsHighSurrogate(text[end - 1])) end--;
            parts.Add(Message("part", new PartBody(_frame.Name, text[start..end], end == text.Length)));
            start = end;
        }

        return parts.ToImmutable();
    }

    private static SerializedHubMessage Message(string name, object body) => new(new InvocationMessage(name, [body]));
}

/// <summary>The <c>part</c> frame: a piece of the JSON of a frame that is too large for one message on a slow line.</summary>
/// <param name="Of">The frame's name.</param>
/// <param name="IsLast">With this the frame is whole.</param>
internal sealed record PartBody(string Of, string Text, bool IsLast);
