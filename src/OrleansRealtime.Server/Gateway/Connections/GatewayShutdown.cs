namespace OrleansRealtime.Server.Gateway;

/// <summary>
/// Says goodbye to every connection before the server closes them. SignalR closes its connections when the application begins to stop;
/// callbacks registered later run earlier and one after the other, so this one, registered when the host starts and SignalR's hub is mapped,
/// runs before that and holds it up for as long as goodbyes take.
/// </summary>
internal sealed class GatewayShutdown(GatewayConnections connections, IHostApplicationLifetime lifetime) : IHostedService
{
    private CancellationTokenRegistration _stopping;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _stopping = lifetime.ApplicationStopping.Register(() => connections.CloseAllAsync(GoodbyeCodes.Shutdown).GetAwaiter().GetResult());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stopping.Dispose();
        return Task.CompletedTask;
    }
}
