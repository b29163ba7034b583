using Microsoft.Extensions.Hosting;
using OrleansRealtime.LiveStreams.Subscribing;

namespace OrleansRealtime.LiveStreams.Hosting;

/// <summary>
/// Leaves every stream when the process stops. In <see cref="StoppingAsync"/>, which runs before any service's StopAsync: Orleans still
/// carries calls then, in whatever order the services were registered.
/// </summary>
internal sealed class LiveStreamShutdown(LiveSubscriptions subscriptions) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => subscriptions.LeaveAllAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
