using System.Collections.Concurrent;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansRealtime.Server.Hub;
using OrleansRealtime.TestKit.Hub;

namespace OrleansRealtime.Tests.Server.Hub;

/// <summary>What a frame costs does not depend on how many get it, except for the bytes themselves.</summary>
public sealed class SerialisationTests
{
    private const int Viewers = 1_000;

    [Fact]
    public async Task A_frame_becomes_bytes_once_for_a_thousand_viewers()
    {
        await using var server = new CountingServer();
        var api = server.Api();
        (await api.SendAsync("PUT", "entities/workitem/serialised", """{"fields":{"title":"one"}}""")).Is(201);
        var token = await api.TokenAsync("ana");
        var clients = new ConcurrentBag<HubClient>();
        try
        {
            await Parallel.ForAsync(0, Viewers, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (_, _) =>
            {
                var client = await server.HubAsync(token);
                clients.Add(client);
                Assert.True((await client.WatchAsync("serialised")).GetProperty("ok").GetBoolean());
                await client.NextAsync("state");
            });

            (await api.SendAsync("PATCH", "entities/workitem/serialised", """{"title":"two"}""")).Is(200);
            foreach (var client in clients) Assert.Equal("""{"title":"two"}""", (await client.NextAsync("changed")).Find("fields"));

            Assert.Equal((1, 1), (server.Written["state"], server.Written["changed"]));
        }
        finally
        {
            foreach (var client in clients) await client.DisposeAsync();
        }
    }

    private sealed class CountingServer : ServerApp
    {
        /// <summary>How often frames of a name were serialised.</summary>
        public ConcurrentDictionary<string, int> Written { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Gateway:MaxConnectionsPerUser", $"{Viewers}");
            // A thousand connections say a lot that nobody reads here.
            builder.UseSetting("Logging:LogLevel:Default", "Warning");
            builder.UseSetting("Logging:LogLevel:Microsoft", "Warning");
            builder.ConfigureTestServices(services => services.AddSingleton<IHubProtocol>(provider =>
                new CountingProtocol(new JsonHubProtocol(provider.GetRequiredService<IOptions<JsonHubProtocolOptions>>()), Written)));
        }
    }

    private sealed class CountingProtocol(IHubProtocol inner, ConcurrentDictionary<string, int> written) : RewritingHubProtocol(inner)
    {
        protected override HubMessage Rewrite(HubMessage message)
        {
            if (message is InvocationMessage frame) written.AddOrUpdate(frame.Target, 1, (_, count) => count + 1);
            return message;
        }
    }
}
