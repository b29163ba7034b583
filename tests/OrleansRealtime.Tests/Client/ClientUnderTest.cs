using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansRealtime.Client;
using OrleansRealtime.Tests.Server;

namespace OrleansRealtime.Tests.Client;

/// <summary>The client as an application registers it.</summary>
internal sealed class ClientUnderTest : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    /// <param name="network">What stands between the client and the server.</param>
    public ClientUnderTest(Action<RealtimeClientOptions> configure, HttpMessageHandler? network = null, TimeProvider? time = null)
    {
        var services = new ServiceCollection();
        services.AddRealtimeClient(configure);
        if (network is not null) services.AddHttpClient(RealtimeClientServices.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => network);
        if (time is not null) services.AddSingleton(time);
        _services = services.BuildServiceProvider();
        _services.GetRequiredService<IStartupValidator>().Validate();
    }

    public RealtimeClient Client => _services.GetRequiredService<RealtimeClient>();

    public static ClientUnderTest Of(ServerApp app, HttpMessageHandler? network = null, Action<RealtimeClientOptions>? configure = null) => new(options =>
    {
        (options.Url, options.Workspace, options.ApiKey) = (app.Address, "demo", ServerApp.Key);
        configure?.Invoke(options);
    }, network);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
