using Microsoft.Extensions.Options;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>How a gateway that starts looks for a silo: they may be starting, too, and then it waits; past that it does not start.</summary>
internal sealed class SiloSearch(IOptions<ClusterSettings> settings, TimeProvider time) : IClientConnectionRetryFilter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly long _began = time.GetTimestamp();

    /// <exception cref="StorageStartException">None was reached in <see cref="ClusterTimings.SiloSearch"/>.</exception>
    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(_began) < ClusterTimings.SiloSearch)
        {
            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
            return true;
        }

        throw new StorageStartException(
            $"No silo of the cluster '{settings.Value.Id}' can be reached within {ClusterTimings.SiloSearch.TotalSeconds:0} s: none is up, their "
            + $"{ClusterSettings.Section}:{nameof(ClusterSettings.AdvertisedAddress)} is none that this machine reaches, or the certificates of {ClusterTls.Section} are not of one authority.",
            exception);
    }
}
