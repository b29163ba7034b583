using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace OrleansRealtime.LoadTest.Peers;

/// <summary>The least that ASP.NET Core can do: a loop over the WebSockets that watch an entity. It drops nothing and waits for the slowest.</summary>
internal static class KestrelPeer
{
    private static readonly byte[] Ready = "ready"u8.ToArray();

    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var watchers = new ConcurrentDictionary<string, ImmutableArray<Watcher>>();
        var app = builder.Build();
        app.UseWebSockets();
        app.MapPost("/edit/{entity}", async (string entity, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            var frame = body.ToArray();
            if (watchers.TryGetValue(entity, out var all)) foreach (var watcher in all) await watcher.SendAsync(frame);
            return Results.NoContent();
        });
        app.MapGet("/watch/{entity}", async (string entity, HttpContext context) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            using var watcher = new Watcher(socket);
            watchers.AddOrUpdate(entity, [watcher], (_, all) => all.Add(watcher));
            await watcher.SendAsync(Ready);
            await watcher.EndAsync();
            watchers.AddOrUpdate(entity, [], (_, all) => all.Remove(watcher));
        });
        return app;
    }

    /// <summary>Sends one frame after the other.</summary>
    private sealed class Watcher(WebSocket socket) : IDisposable
    {
        private readonly SemaphoreSlim _sending = new(1);

        public async Task SendAsync(byte[] frame)
        {
            try
            {
                await _sending.WaitAsync();
                try
                {
                    await socket.SendAsync(frame, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage | WebSocketMessageFlags.DisableCompression, CancellationToken.None);
                }
                finally
                {
                    _sending.Release();
                }
            }
            catch (Exception e) when (e is WebSocketException or ObjectDisposedException)
            {
                // It is gone, which its reading sees, too.
            }
        }

        public void Dispose() => _sending.Dispose();

        public async Task EndAsync()
        {
            try
            {
                var buffer = new byte[256];
                while ((await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None)).MessageType != WebSocketMessageType.Close)
                {
                }
            }
            catch (WebSocketException)
            {
                // It ended without a word.
            }
        }
    }
}
