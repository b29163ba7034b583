using System.Net;
using System.Net.Sockets;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>A free port that the kernel gives to nobody else, neither to a listener that asks for any port nor to an outgoing connection, until this is
/// disposed. A port that was looked at and let go could be taken before the silo listens there.</summary>
/// <remarks>The silo's listener may bind beside it, because both sockets set <c>SO_REUSEADDR</c> and this one never listens.</remarks>
internal sealed class HeldPort : IDisposable
{
    private readonly Socket _socket;

    /// <summary>Holds one on every address of a family.</summary>
    /// <exception cref="SocketException">No port is free.</exception>
    public HeldPort(AddressFamily family)
    {
        _socket = new(family, SocketType.Stream, ProtocolType.Tcp);
        _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        _socket.Bind(new IPEndPoint(family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0));
        Number = ((IPEndPoint)_socket.LocalEndPoint!).Port;
    }

    /// <summary>From 1 to 65,535.</summary>
    public int Number { get; }

    public void Dispose() => _socket.Dispose();
}
