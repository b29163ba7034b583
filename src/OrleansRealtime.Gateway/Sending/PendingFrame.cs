using OrleansRealtime.Gateway.Frames;

namespace OrleansRealtime.Gateway.Sending;

/// <summary>Something of which a connection is due a frame, once. What the frame says is decided when the socket has room for it, so a mark
/// that waits costs no bytes and never grows old.</summary>
internal abstract class PendingFrame
{
    /// <summary>Whether it waits in its writer; guarded by the writer.</summary>
    public bool IsQueued { get; set; }

    /// <summary>The frame that is due now; <c>null</c> = none any more.</summary>
    public abstract Frame? Next();
}

/// <summary>The socket, as a connection's writer sees it.</summary>
internal interface IFrameWriter
{
    /// <summary>Into how many messages a frame goes; each has the whole time of a frame to leave.</summary>
    int PartsOf(Frame frame);

    /// <summary>Completes when there is room for another. Does not throw: a connection that failed takes frames and forgets them.</summary>
    /// <param name="part">Which message of the frame, from 0; they are written in order.</param>
    ValueTask WriteAsync(Frame frame, int part);

    /// <summary>Closes the connection after what was written to it.</summary>
    /// <param name="mayReturn">Whether the client is to come back.</param>
    void Abort(bool mayReturn);
}
