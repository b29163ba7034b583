using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway;
using OrleansRealtime.Gateway.Connections;

namespace OrleansRealtime.Server.Hub;

/// <summary>
/// Says goodbye to every connection before the server closes them, once no balancer sends new ones. SignalR cuts its connections when the
/// application begins to stop, with what their transports have not sent yet; callbacks registered later run earlier and one after the other, so
/// this one, registered when the host starts and SignalR's hub is mapped, runs before that and holds it up: for the pause, in which all is
/// served as before, and for as long as goodbyes take to leave. What else stops begins when they have left, and so streams and presence are told
/// in the pause, too.
/// </summary>
internal sealed class HubShutdown(
    GatewayConnections connections,
    HubRequests requests,
    IOptions<ShutdownOptions> shutdown,
    IOptions<GatewayOptions> gateway,
    IHostEnvironment environment,
    TimeProvider time,
    IHostApplicationLifetime lifetime) : IHostedLifecycleService
{
    private CancellationTokenRegistration _stopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = lifetime.ApplicationStopping.Register(() => SayGoodbyeAsync().GetAwaiter().GetResult());
        return Task.CompletedTask;
    }

    /// <summary>Runs before that of all services registered earlier, which would leave their streams meanwhile: the host does not wait for the
    /// callbacks before it asks for this.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.Run(lifetime.StopApplication, CancellationToken.None);

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping.Dispose();
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task SayGoodbyeAsync()
    {
        await Task.Delay(shutdown.Value.PauseIn(environment), time);
        await connections.CloseAllAsync(GoodbyeCodes.Shutdown);
        var left = requests.IdleAsync().WaitAsync(gateway.Value.GoodbyeGrace, time);
        await left.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
