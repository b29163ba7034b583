using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>
/// Closes a connection between nodes whose other end has acknowledged nothing of what was sent for <see cref="ClusterTimings.Unacknowledged"/>, or has
/// taken nothing more, as a frozen process whose buffers are full. TCP by itself sends again after ever longer pauses and gives up after a quarter of
/// an hour: two nodes that did not reach each other for 13 s hear from each other another 12 s later. What was on its way is lost with the connection,
/// which its subscribers are told (<see cref="SiloConnections"/>); whoever needs another one makes it, and what is for a gateway goes through another
/// silo meanwhile (<see cref="ClusterTimings.LostGateway"/>). Only Linux has this limit (TCP_USER_TIMEOUT, tcp(7)); elsewhere nothing is changed.
/// </summary>
internal static class UnacknowledgedConnections
{
    /// <summary>Orleans has no option for the limit, and keeps its sockets to itself.</summary>
    private const string OrleansConnection = "Orleans.Networking.Shared.SocketConnection, Orleans.Core";

    private const int Tcp = 6;
    private const int UserTimeout = 18;

    private static readonly Type? OfSockets = Type.GetType(OrleansConnection);

    public static void Close(IConnectionBuilder connections) => connections.Use(next => connection =>
    {
        Limit(connection);
        return next(connection);
    });

    private static void Limit(ConnectionContext connection)
    {
        // A connection of another transport than Orleans' own may have no socket.
        if (!OperatingSystem.IsLinux() || connection.GetType() != OfSockets) return;
        Span<byte> milliseconds = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(milliseconds, (int)ClusterTimings.Unacknowledged.TotalMilliseconds);
        try
        {
            SocketOf(connection).SetRawSocketOption(Tcp, UserTimeout, milliseconds);
        }
        catch (ObjectDisposedException)
        {
            // It ended as soon as it was made, which whoever uses it finds out.
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_socket")]
    private static extern ref Socket SocketOf([UnsafeAccessorType(OrleansConnection)] object connection);
}
