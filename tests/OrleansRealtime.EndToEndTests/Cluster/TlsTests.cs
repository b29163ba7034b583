using System.Net.Sockets;
using OrleansRealtime.EndToEndTests.Servers;

namespace OrleansRealtime.EndToEndTests.Cluster;

/// <summary>Silos and gateways that know each other by certificates of their authority, and let nobody else in.</summary>
public sealed class TlsTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _stranger = new();

    public void Dispose()
    {
        _authority.Dispose();
        _stranger.Dispose();
    }

    [Fact]
    public async Task Nodes_with_a_certificate_serve_together_and_those_without_do_not_get_in()
    {
        await using var store = await StoreUnderServer.OfAsync("postgres");
        var (siloPort, gatewayPort) = (FreePort.Take(), FreePort.Take());
        await using var first = await ServerProcess.StartAsync(
            [.. store.Settings, .. _authority.SettingsOf("first"), ("Cluster:SiloPort", $"{siloPort}"), ("Cluster:GatewayPort", $"{gatewayPort}")]);
        await using var second = await ServerProcess.StartAsync([.. store.Settings, .. _authority.SettingsOf("second")]);
        await using var gateway = await ServerProcess.StartAsync([.. store.Settings, .. _authority.SettingsOf("gateway"), ("Cluster:Role", "Gateway")]);
        var caller = first.NewWorkspace();
        var through = new RestCaller(gateway.Http, caller.Workspace, first.ApiKey);
        // Some of them on each silo.
        for (var i = 0; i < 20; i++) await through.CreateAsync("workitem", $"{i}", new { n = i });
        for (var i = 0; i < 20; i++) Assert.Equal(i, (await caller.GetAsync($"entities/workitem/{i}")).Is(200)["fields"].GetProperty("n").GetInt32());

        await Task.WhenAll(HearsNothingAsync(siloPort), HearsNothingAsync(gatewayPort));
        await Task.WhenAll(
            FailsAsync("could not reach the silo", [.. store.Settings, ("Cluster:Role", "Silo")]),
            FailsAsync("could not reach the silo", [.. store.Settings, .. _stranger.SettingsOf("other"), ("Cluster:Role", "Silo")]),
            FailsAsync("No silo of the cluster orleans-realtime was reached", [.. store.Settings, ("Cluster:Role", "Gateway")]),
            FailsAsync("No silo of the cluster orleans-realtime was reached", [.. store.Settings, .. _stranger.SettingsOf("another"), ("Cluster:Role", "Gateway")]));

        for (var i = 0; i < 20; i++) (await through.PatchAsync($"entities/workitem/{i}", new { n = i + 1 })).Is(200);
    }

    /// <summary>Whoever speaks no TLS is hung up on, without a word.</summary>
    private static async Task HearsNothingAsync(int port)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, TestContext.Current.CancellationToken);
        await client.GetStream().WriteAsync(new byte[64], TestContext.Current.CancellationToken);
        try
        {
            Assert.Equal(0, await client.GetStream().ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask().Within("the end of the connection"));
        }
        catch (IOException)
        {
            // The connection was reset: no word either.
        }
    }

    private static async Task FailsAsync(string sentence, params (string Key, string Value)[] settings)
    {
        var (exitCode, output, errors) = await ServerProcess.FailAsync(settings);
        Assert.True(exitCode != 0, output);
        Assert.Contains(sentence, output + errors, StringComparison.Ordinal);
    }
}
