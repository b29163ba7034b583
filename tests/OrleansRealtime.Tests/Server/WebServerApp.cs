using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server;

/// <summary>The whole server behind the real web server, on a port of this machine: for what the web server does to a request before
/// anybody else sees it.</summary>
public class WebServerApp : ServerApp
{
    private readonly (string Key, string Value)[] _settings;

    public WebServerApp() : this([])
    {
    }

    protected WebServerApp(params (string Key, string Value)[] settings)
    {
        _settings = settings;
        UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port: 0));
        StartServer();
    }

    public override Uri Address => new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Sends addresses as they are written.</summary>
    public override RestCaller Api(string? credential = Key, string workspace = "demo") => base.Api(credential, workspace) with { AsWritten = true };

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        foreach (var (key, value) in _settings) builder.UseSetting(key, value);
    }
}

[CollectionDefinition(nameof(SharedWebServer))]
public sealed class SharedWebServer : ICollectionFixture<WebServerApp>;
