namespace OrleansRealtime.LoadTest.Viewers;

/// <summary>A WebSocket per entity, whose address names it.</summary>
/// <param name="ready">What the server says first; <c>null</c> where it says nothing.</param>
internal sealed class PlainProtocol(Func<string, Uri> address, byte[]? ready) : IViewerProtocol
{
    public string? Ping => null;

    public bool IsReadyAtOnce => ready is null;

    public Uri Address(IReadOnlyList<string> entities) => address(entities.Single());

    public string? Greeting(IReadOnlyList<string> entities) => null;

    public string? Answer(ReadOnlySpan<byte> message, IReadOnlyList<string> entities) => null;

    public bool IsReady(ReadOnlySpan<byte> message) => ready is not null && message.SequenceEqual(ready);
}
