using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Gateway.Sending;

namespace OrleansRealtime.Server.Hub;

/// <summary>Writes to SignalR's connection itself.</summary>
/// <param name="takesParts">The client asked for large frames in parts (<see cref="PartsParameter"/>).</param>
internal sealed class HubFrameWriter(HubConnectionContext connection, bool takesParts) : IFrameWriter
{
    /// <summary>In the hub's URL, with the value 1.</summary>
    public const string PartsParameter = "parts";

    public int PartsOf(Frame frame) => takesParts ? EncodedFrame.Of(frame).Parts.Length : 1;

    public ValueTask WriteAsync(Frame frame, int part)
    {
        var encoded = EncodedFrame.Of(frame);
        return connection.WriteAsync(takesParts ? encoded.Parts[part] : encoded.Whole);
    }

    /// <summary>What was written still leaves: SignalR completes the pipe and its transport drains it. SignalR's own clients reconnect by themselves only where
    /// its last message allows that, which it does for a connection that was asked to close and not for one that was aborted.</summary>
    public void Abort(bool mayReturn)
    {
        if (mayReturn && connection.Features.Get<IConnectionLifetimeNotificationFeature>() is { } lifetime) lifetime.RequestClose();
        else connection.Abort();
    }
}
