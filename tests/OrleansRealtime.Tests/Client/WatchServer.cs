using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Tests.Gateway;
using OrleansRealtime.Tests.Server;

namespace OrleansRealtime.Tests.Client;

/// <summary>A server whose application a test plays: who may see what.</summary>
public sealed class WatchServer : WebServerApp
{
    internal PlayedAccess Access { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureServices(services => services.Replace(ServiceDescriptor.Singleton<IEntityAccess>(Access)));
    }
}
