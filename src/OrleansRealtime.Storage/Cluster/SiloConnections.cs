using System.Net;
using Microsoft.AspNetCore.Connections;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>Knows when a connection between this process and a silo has ended. What was on its way is lost then, and Orleans tells only those who wait for
/// an answer.</summary>
internal sealed class SiloConnections
{
    /// <summary>With the silo's address. Called on tasks of Orleans', several at once.</summary>
    public event Action<IPAddress>? Ended;

    public void Watch(IConnectionBuilder connections) => connections.Use(next => async connection =>
    {
        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            if (connection.RemoteEndPoint is IPEndPoint silo) Ended?.Invoke(silo.Address);
        }
    });
}
