using System.Net.Sockets;

namespace OrleansRealtime.Storage.Cluster;

/// <summary>The two ports of a cluster's silo: those of the settings, and free ones where they name none.</summary>
internal sealed class SiloPorts(ClusterSettings settings, AddressFamily family) : IDisposable
{
    private readonly HeldPort? _silo = settings.SiloPort == 0 ? new(family) : null;
    private readonly HeldPort? _gateway = settings.GatewayPort == 0 ? new(family) : null;

    /// <summary>Where other silos connect.</summary>
    public int Silo => _silo?.Number ?? settings.SiloPort;

    /// <summary>Where gateways connect.</summary>
    public int Gateway => _gateway?.Number ?? settings.GatewayPort;

    public void Dispose()
    {
        _silo?.Dispose();
        _gateway?.Dispose();
    }
}
