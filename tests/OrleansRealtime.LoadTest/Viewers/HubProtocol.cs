using System.Text.Json;

namespace OrleansRealtime.LoadTest.Viewers;

/// <summary>SignalR's JSON protocol on a WebSocket without negotiation.</summary>
/// <param name="watch">The arguments of the call by which a viewer watches entities.</param>
internal sealed class HubProtocol(Uri server, string path, Func<IReadOnlyList<string>, object> watch) : IViewerProtocol
{
    public string? Ping => "{\"type\":6}\u001e";

    public bool IsReadyAtOnce => false;

    public Uri Address(IReadOnlyList<string> entities) => new($"ws://{server.Authority}{path}");

    public string? Greeting(IReadOnlyList<string> entities) => "{\"protocol\":\"json\",\"version\":1}\u001e"
        + JsonSerializer.Serialize(new { type = 1, invocationId = "1", target = "Watch", arguments = (object[])[watch(entities)] }) + '\u001e';

    public string? Answer(ReadOnlySpan<byte> message, IReadOnlyList<string> entities) => null;

    public bool IsReady(ReadOnlySpan<byte> message) => message.IndexOf("{\"type\":3"u8) >= 0;
}
