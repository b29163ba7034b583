using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Tests.Server;

namespace OrleansRealtime.Tests.Cluster;

public sealed class SiloPortsTests
{
    // The option IP_LOCAL_PORT_RANGE of ip(7): between which ports the kernel chooses one for this socket. Linux 6.3 and later.
    private const int LocalPortRange = 51;

    [Theory]
    [InlineData(AddressFamily.InterNetwork)]
    [InlineData(AddressFamily.InterNetworkV6)]
    public async Task A_free_port_is_given_to_nobody_else_until_the_silo_listens_there(AddressFamily family)
    {
        Assert.SkipUnless(Environment.OSVersion.Version >= new Version(6, 3), "Which port the kernel chooses can be told to Linux 6.3 and later.");
        var loopback = family == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Loopback : IPAddress.Loopback;
        using var server = new TcpListener(loopback, 0);
        server.Start();
        int[] free;
        using (var ports = new SiloPorts(new(), family))
        {
            free = [ports.Silo, ports.Gateway];
            Assert.Equal(2, free.Distinct().Count());
            foreach (var port in free) await Assert.ThrowsAsync<SocketException>(() => ConnectFromAsync(port));

            foreach (var port in free) ListenAsOrleansDoes(new(loopback, port));
        }

        foreach (var port in free) await ConnectFromAsync(port);

        async Task ConnectFromAsync(int port)
        {
            using var socket = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
            socket.SetRawSocketOption((int)SocketOptionLevel.IP, LocalPortRange, BitConverter.GetBytes((uint)port | ((uint)port << 16)));
            await socket.ConnectAsync(server.LocalEndpoint, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public void Ports_of_the_settings_are_those_of_the_silo()
    {
        using var ports = new SiloPorts(new() { SiloPort = 11_111, GatewayPort = 30_000 }, AddressFamily.InterNetwork);

        Assert.Equal((11_111, 30_000), (ports.Silo, ports.Gateway));
    }

    [Fact]
    public async Task A_server_that_is_alone_listens_where_the_kernel_has_room_and_only_on_loopback()
    {
        await using var app = new ServerApp();

        var endpoint = app.Services.GetRequiredService<IOptions<EndpointOptions>>().Value;

        Assert.Equal((new IPEndPoint(IPAddress.Loopback, 0), null, 0), (endpoint.SiloListeningEndpoint, endpoint.GatewayListeningEndpoint, endpoint.GatewayPort));
    }

    private static void ListenAsOrleansDoes(IPEndPoint address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(address);
        socket.Listen(1);
    }
}
