using System.Net;
using System.Net.Sockets;

namespace OrleansRealtime.Consistency.Stages;

/// <summary>A TCP address of a PostgreSQL server that has none: what comes is handed on to its socket in the file system.</summary>
internal sealed class DatabaseDoor : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly string _path;
    private readonly Task _accepting;

    /// <param name="address">Where it listens.</param>
    /// <param name="folder">Where the server's socket lies.</param>
    public DatabaseDoor(string address, string folder)
    {
        _path = Path.Combine(folder, ".s.PGSQL.5432");
        _listener = new(IPAddress.Parse(address), 0);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
        {
            try
            {
                client.NoDelay = true;
                await server.ConnectAsync(new UnixDomainSocketEndPoint(_path));
                // Either end ends both.
                await Task.WhenAny(PumpAsync(client, server), PumpAsync(server, client));
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                // The server is away: so is the connection.
            }
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        try
        {
            await using var source = new NetworkStream(from);
            await using var sink = new NetworkStream(to);
            await source.CopyToAsync(sink);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException)
        {
            // So it ends.
        }
    }
}
