using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>Something that works and should not stay as it is.</summary>
/// <param name="Code">A stable word.</param>
/// <param name="Message">A sentence for the operator, without an address or a name of the network's.</param>
public sealed record ClusterWarning(string Code, string Message);

/// <summary>What an operator is warned of: in the log once, at the start, and in the health of the node for as long as it is so.</summary>
public sealed partial class ClusterWarnings(
    IOptions<StorageOptions> storage, IOptions<ClusterSettings> settings, IClusterView view, IServiceProvider services, TimeProvider time,
    ILogger<ClusterWarnings> logger) : IHostedService
{
    /// <summary>Two weeks: a certificate is made anew in working hours.</summary>
    private static readonly TimeSpan CertificateWarning = TimeSpan.FromDays(14);

    /// <summary>None in a process that has no others beside it.</summary>
    public IReadOnlyList<ClusterWarning> Current => storage.Value.Store == StorageOptions.Postgres ? [.. Find()] : [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var warning in Current) LogWarning(warning.Message);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<ClusterWarning> Find()
    {
        if (settings.Value is { HasGrains: true, IsOnNetwork: true, Tls.IsOn: false })
        {
            yield return new("silo_ports_open",
                $"Whoever reaches the silo's ports may call every grain: set {ClusterTls.Section}, or let only the cluster's processes reach them.");
        }

        if (services.GetService<ClusterCertificates>()?.Own.NotAfter.ToUniversalTime() is { } end && end - time.GetUtcNow().UtcDateTime < CertificateWarning)
            yield return new("certificate_ends", string.Create(CultureInfo.InvariantCulture, $"The certificate of {ClusterTls.Section} ends on {end:yyyy-MM-dd}: replace it and start again."));

        if (view.ClockDifference.Duration() > ClusterTimings.NotableClockDifference)
            yield return new("clock_differs", string.Create(CultureInfo.InvariantCulture, $"This machine's clock differs from the database's by {view.ClockDifference.TotalSeconds:0.0} s."));
    }

    [LoggerMessage(7260, LogLevel.Warning, "{Warning}", EventName = nameof(LogWarning))]
    private partial void LogWarning(string warning);

    // next id: 7261
}
