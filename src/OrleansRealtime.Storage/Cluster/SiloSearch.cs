using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>How a gateway that starts looks for a silo: they may be starting, too, and then it waits. Orleans would wait for ever, without a word.
/// </summary>
internal sealed partial class SiloSearch(
    IOptions<ClusterSettings> settings, IProcessEnd process, [FromKeyedServices(ClusterTimings.Clock)] TimeProvider time, ILogger<SiloSearch> logger)
    : IHostedLifecycleService, IClientConnectionRetryFilter, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private ITimer? _limit;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        return true;
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _limit = time.CreateTimer(_ => Abandon(), null, ClusterTimings.SiloSearch, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _limit?.Dispose();

    private void Abandon()
    {
        LogNoSilo(settings.Value.Id, ClusterTimings.SiloSearch.TotalSeconds);
        process.Abort();
    }

    [LoggerMessage(7246, LogLevel.Critical, "No silo of the cluster {Cluster} was reached within {Seconds:0} s, and this process ends: none is up, they say that they are where this machine does not find them (Cluster:AdvertisedAddress), or the certificates of Cluster:Tls are not of one authority", EventName = nameof(LogNoSilo))]
    private partial void LogNoSilo(string cluster, double seconds);

    // next id: 7247
}
