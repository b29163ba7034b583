using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OrleansRealtime.TestKit.Servers;

/// <summary>Loopback ports below those that the kernel gives to outgoing connections: a server that is killed finds its own again. Processes that
/// run side by side are each told a range of their own, or one would take a port that the other looked at a moment ago.</summary>
internal static class FreePort
{
    private const int Count = 1_000;
    private static readonly int First = int.Parse(Environment.GetEnvironmentVariable("REALTIME_TESTS_FIRST_PORT") ?? "20000", CultureInfo.InvariantCulture);
    private static readonly Lock Gate = new();
    private static int _next = Random.Shared.Next(Count);

    public static int Take()
    {
        lock (Gate)
        {
            for (var tried = 0; tried < Count; tried++)
            {
                var port = First + (_next++ % Count);
                if (IsFree(port)) return port;
            }
        }

        throw new InvalidOperationException($"No port from {First} to {First + Count} is free.");
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
