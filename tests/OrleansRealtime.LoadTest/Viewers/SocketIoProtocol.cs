using System.Text.Json;

namespace OrleansRealtime.LoadTest.Viewers;

/// <summary>Socket.IO's packets as text: 0 opens, 2 and 3 are ping and pong, 40 joins the namespace, 42 is an event, 43 its acknowledgement.</summary>
internal sealed class SocketIoProtocol(Uri server) : IViewerProtocol
{
    // The server pings.
    public string? Ping => null;

    public bool IsReadyAtOnce => false;

    public Uri Address(IReadOnlyList<string> entities) => new($"ws://{server.Authority}/socket.io/?EIO=4&transport=websocket");

    public string? Greeting(IReadOnlyList<string> entities) => null;

    public string? Answer(ReadOnlySpan<byte> message, IReadOnlyList<string> entities)
    {
        if (message.StartsWith("0{"u8)) return "40";
        if (message.StartsWith("40"u8)) return "420" + JsonSerializer.Serialize<object[]>(["watch", entities]);
        return message.SequenceEqual("2"u8) ? "3" : null;
    }

    public bool IsReady(ReadOnlySpan<byte> message) => message.StartsWith("430"u8);
}
