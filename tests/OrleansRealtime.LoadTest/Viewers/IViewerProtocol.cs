namespace OrleansRealtime.LoadTest.Viewers;

/// <summary>What a viewer of one system says on its WebSocket.</summary>
internal interface IViewerProtocol
{
    /// <summary>Said every 15 seconds by who would else be taken for gone; <c>null</c> where nothing needs to be said.</summary>
    string? Ping { get; }

    Uri Address(IReadOnlyList<string> entities);

    /// <summary>What is said to a message: the answer to a greeting or a ping, the wish to watch; <c>null</c> for nothing.</summary>
    string? Answer(ReadOnlySpan<byte> message, IReadOnlyList<string> entities);

    /// <summary>What is said first; <c>null</c> where the server begins.</summary>
    string? Greeting(IReadOnlyList<string> entities);

    /// <summary>Whether edits come as soon as the connection is open.</summary>
    bool IsReadyAtOnce { get; }

    /// <summary>Whether this message says that edits come from now on.</summary>
    bool IsReady(ReadOnlySpan<byte> message);
}
