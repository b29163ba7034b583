using System.Collections.Concurrent;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Connections.Client;

namespace OrleansRealtime.Tests.Client;

/// <summary>The sockets that a client opens, and that a test cuts.</summary>
internal sealed class ClientSockets
{
    private readonly ConcurrentQueue<WebSocket> _opened = new();

    public int Count => _opened.Count;

    /// <summary>How many are still open.</summary>
    public int Open => _opened.Count(socket => socket.State == WebSocketState.Open);

    /// <summary>Whether further ones are refused, as where nobody listens.</summary>
    public bool AreRefused { get; set; }

    public void Configure(HttpConnectionOptions http) => http.WebSocketFactory = async (context, cancellation) =>
    {
        if (AreRefused) throw new WebSocketException("Nobody is there.");
        var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {await context.Options.AccessTokenProvider!()}");
        await socket.ConnectAsync(context.Uri, cancellation);
        _opened.Enqueue(socket);
        return socket;
    };

    /// <summary>Cuts all that are open.</summary>
    public void Cut()
    {
        foreach (var socket in _opened) socket.Abort();
    }
}
