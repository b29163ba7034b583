using Microsoft.AspNetCore.SignalR.Client;
using OrleansRealtime.EndToEndTests.WebClient;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Cluster;

/// <summary>Clients of every kind, through nginx with the repository's configuration.</summary>
[Collection<SharedCluster>]
public sealed class LoadBalancerTests(RealtimeCluster cluster)
{
    [Fact]
    public async Task Our_client_and_Microsofts_are_live_on_every_transport_and_come_back_when_a_gateway_dies_and_when_it_is_back()
    {
        var api = cluster.NewWorkspace();
        await using var script = PageScript.Start("gateways", api, cluster.Url, ("NODE_EXTRA_CA_CERTS", cluster.Certificate.CertificateFile));
        for (var dead = 0; dead < 2; dead++)
        {
            await script.SaysAsync("lose one");
            await cluster.Gateways[dead].KillAsync();
            (await cluster.At(1 - dead, api).PatchAsync("entities/workitem/0", new { n = 10 * (dead + 1) })).Is(OK);
            await script.TellAsync("lost and edited");
            await script.SaysAsync("have it back");
            await cluster.Gateways[dead].RestartAsync();
            await script.TellAsync("back");
        }

        await script.PassesAsync();
    }

    [Fact]
    public async Task The_stock_client_of_dotnet_negotiates_and_is_live()
    {
        var api = cluster.NewWorkspace();
        await api.CreateAsync("workitem", "1", new { n = 0 });
        var ana = await api.AsUserAsync("ana");
        await using var hub = new HubConnectionBuilder()
            .WithUrl(new Uri(cluster.Url, "hub"), http =>
            {
                http.AccessTokenProvider = () => Task.FromResult<string?>(ana.Credentials);
                http.HttpMessageHandlerFactory = _ => new SocketsHttpHandler
                {
                    SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => cluster.Certificate.Is(certificate) },
                };
                http.WebSocketConfiguration = socket => socket.RemoteCertificateValidationCallback = (_, certificate, _, _) => cluster.Certificate.Is(certificate);
            })
            .Build();
        var changed = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.On<JsonElement>("changed", frame => changed.TrySetResult(frame));
        await hub.StartAsync(TestContext.Current.CancellationToken);
        var items = new[] { new { type = "workitem", id = "1" } };
        Assert.True((await hub.InvokeAsync<JsonElement>("Watch", items, TestContext.Current.CancellationToken))[0].GetProperty("ok").GetBoolean());

        (await api.PatchAsync("entities/workitem/1", new { n = 1 })).Is(OK);
        Assert.Equal(1, (await changed.Task.Within("the edit to be told")).GetProperty("fields").GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task One_gateway_alone_behind_nginx_as_it_comes_is_as_good_as_one_node()
    {
        await using var nginx = await Nginx.InFrontOfAsync(cluster.Gateways[0].Url, "");
        await using var script = PageScript.Start("proxied", cluster.NewWorkspace(), nginx.Url, ("REALTIME_TRANSPORT", "serverSentEvents"));
        await script.PassesAsync();
    }
}
