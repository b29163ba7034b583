namespace OrleansRealtime.Client.Connection;

/// <summary>A piece of the JSON of a frame that is too large for one message on a slow line, where nothing would be heard until it is whole.</summary>
/// <param name="Of">The frame's name.</param>
internal sealed record FramePart(string Of, string Text, bool IsLast);
