using System.Net;
using System.Net.Sockets;

namespace OrleansRealtime.Server.Hosting;

/// <summary>Microsoft Orleans: one silo, with this process as its client.</summary>
internal static class SiloHosting
{
    public static void AddSilo(this WebApplicationBuilder builder) => builder.UseOrleans(silo =>
    {
        // Free ports of this moment: two instances run side by side, and nothing outside this machine reaches them.
        var (siloPort, gatewayPort) = FreePorts();
        silo.UseLocalhostClustering(siloPort, gatewayPort);
    });

    private static (int Silo, int Gateway) FreePorts()
    {
        // Both held at once, or the second could be the first again.
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }
}
