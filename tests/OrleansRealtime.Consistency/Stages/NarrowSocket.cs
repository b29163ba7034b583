using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace OrleansRealtime.Consistency.Stages;

/// <summary>What may be on its way to one client. A socket within a process would take everything at once, and nobody would ever be slow.</summary>
internal sealed class SocketWindow(int bytes)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _underway;

    /// <summary>Ends when nothing gets through any more, in neither direction.</summary>
    public Task Broken => _broken.Task;

    public void Break() => _broken.TrySetResult();

    /// <summary>Waits for room; one message larger than all of it goes when it is alone.</summary>
    public async Task TakeAsync(int count, CancellationToken stop)
    {
        while (true)
        {
            Task room;
            lock (_gate)
            {
                if (_underway == 0 || _underway + count <= bytes)
                {
                    _underway += count;
                    return;
                }

                room = _room.Task;
            }

            await room.WaitAsync(stop);
        }
    }

    public void Give(int count)
    {
        TaskCompletionSource room;
        lock (_gate)
        {
            _underway -= count;
            (room, _room) = (_room, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        room.SetResult();
    }
}

/// <summary>Gives the server sockets that are as narrow as the window of their client.</summary>
/// <param name="find">The window of a request.</param>
internal sealed class NarrowSockets(Func<HttpContext, SocketWindow?> find) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, rest) =>
        {
            if (http.Features.Get<IHttpWebSocketFeature>() is { } sockets && find(http) is { } window)
                http.Features.Set<IHttpWebSocketFeature>(new Feature(sockets, window));
            return rest(http);
        });
        next(app);
    };

    private sealed class Feature(IHttpWebSocketFeature inner, SocketWindow window) : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => inner.IsWebSocketRequest;

        public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext context)
        {
            var socket = await inner.AcceptAsync(context);
            _ = AbortWhenBrokenAsync(socket);
            return new Socket(socket, window);
        }

        private async Task AbortWhenBrokenAsync(WebSocket socket)
        {
            await window.Broken;
            socket.Abort();
        }
    }

    private sealed class Socket(WebSocket inner, SocketWindow window) : WebSocket
    {
        public override WebSocketCloseStatus? CloseStatus => inner.CloseStatus;

        public override string? CloseStatusDescription => inner.CloseStatusDescription;

        public override WebSocketState State => inner.State;

        public override string? SubProtocol => inner.SubProtocol;

        public override async Task SendAsync(ArraySegment<byte> buffer, WebSocketMessageType messageType, bool endOfMessage, CancellationToken cancellationToken)
        {
            await window.TakeAsync(buffer.Count, cancellationToken);
            await inner.SendAsync(buffer, messageType, endOfMessage, cancellationToken);
        }

        public override Task<WebSocketReceiveResult> ReceiveAsync(ArraySegment<byte> buffer, CancellationToken cancellationToken) =>
            inner.ReceiveAsync(buffer, cancellationToken);

        public override Task CloseAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            inner.CloseAsync(closeStatus, statusDescription, cancellationToken);

        public override Task CloseOutputAsync(WebSocketCloseStatus closeStatus, string? statusDescription, CancellationToken cancellationToken) =>
            inner.CloseOutputAsync(closeStatus, statusDescription, cancellationToken);

        public override void Abort() => inner.Abort();

        public override void Dispose() => inner.Dispose();
    }
}
