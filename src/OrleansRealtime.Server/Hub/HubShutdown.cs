using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Connections;

namespace OrleansRealtime.Server.Hub;

/// <summary>
/// Says goodbye to every connection before the server closes them. SignalR cuts its connections when the application begins to stop, with
/// what their transports have not sent yet; callbacks registered later run earlier and one after the other, so this one, registered when the
/// host starts and SignalR's hub is mapped, runs before that and holds it up for as long as goodbyes take to leave.
/// </summary>
internal sealed class HubShutdown(
    GatewayConnections connections, HubRequests requests, GatewayServices services, IHostApplicationLifetime lifetime) : IHostedService
{
    private CancellationTokenRegistration _stopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = lifetime.ApplicationStopping.Register(() => SayGoodbyeAsync().GetAwaiter().GetResult());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping.Dispose();
        return Task.CompletedTask;
    }

    private async Task SayGoodbyeAsync()
    {
        await connections.CloseAllAsync(GoodbyeCodes.Shutdown);
        var left = requests.IdleAsync().WaitAsync(services.Options.GoodbyeGrace, services.Time);
        await left.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
