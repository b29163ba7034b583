using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OrleansRealtime.Tests.Server.Auth.Jwt;

/// <summary>What an identity provider publishes, on a port of this machine.</summary>
internal sealed class DiscoveryServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _asked;

    private DiscoveryServer(WebApplication app) => _app = app;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>The JWKS, or whatever stands in its place; <c>null</c>: 503.</summary>
    public string? Jwks { get; set; }

    /// <summary>How often the configuration was asked for.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public static async Task<DiscoveryServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var server = new DiscoveryServer(builder.Build());
        server._app.MapGet("/tenant/.well-known/openid-configuration", () =>
        {
            Interlocked.Increment(ref server._asked);
            return Results.Json(new { issuer = TestIssuer.Issuer, jwks_uri = $"{server.Address}/tenant/keys" });
        });
        server._app.MapGet("/tenant/keys", () => server.Jwks is { } jwks ? Results.Text(jwks, "application/json") : Results.StatusCode(503));
        await server._app.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
