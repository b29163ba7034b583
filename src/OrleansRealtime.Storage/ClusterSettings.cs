using System.Net;
using System.Net.Sockets;

namespace OrleansRealtime.Storage;

/// <summary>Section <c>Cluster</c> of the configuration: what this process is in a cluster on PostgreSQL, and where the others find it.</summary>
public sealed class ClusterSettings
{
    public const string Section = "Cluster";

    /// <summary>
    /// <c>All</c>: grains, API and hub; <c>Silo</c>: grains, and of the API only health; <c>Gateway</c>: API and hub without grains, which needs
    /// no data folder. On SQLite only <c>All</c>, because one process owns the file.
    /// </summary>
    public NodeRole Role { get; set; } = NodeRole.All;

    /// <summary>Which cluster this process joins: all processes that serve one <c>Data:ServiceId</c> have the same. 1 to 100 characters.</summary>
    public string Id { get; set; } = "orleans-realtime";

    /// <summary>The IP address at which the other processes reach this one's silo, or a host name that stands for it when the process starts. Loopback by
    /// default: nothing is on the network unless somebody says so.</summary>
    public string AdvertisedAddress { get; set; } = "127.0.0.1";

    /// <summary>Where silos talk to each other; 0 takes a free port, so that several processes run on one machine.</summary>
    public int SiloPort { get; set; }

    /// <summary>Where gateways connect to this silo; 0 takes a free port.</summary>
    public int GatewayPort { get; set; }

    /// <summary>Whether silo and gateway port are open on all of this machine's addresses instead of the advertised one: needed where the advertised
    /// address is not this machine's own, as behind a container's network.</summary>
    public bool ListenOnAllAddresses { get; set; }

    /// <summary>Whether Orleans moves grains to silos that have fewer. After a rolling restart the last silo has none; this evens it out within
    /// minutes, without an error to anybody. Off: Orleans logs an error for each grain that it moves, because its state is not taken along but read
    /// anew, as it has to be.</summary>
    public bool Rebalance { get; set; }

    /// <summary>Certificates of the connections between silos and gateways.</summary>
    public ClusterTls Tls { get; set; } = new();

    /// <summary>Whether others than this machine's processes reach the silo's ports.</summary>
    public bool IsOnNetwork => ListenOnAllAddresses || !IsLoopback;

    /// <summary>Whether only this machine finds what is at the advertised address.</summary>
    public bool IsLoopback =>
        AdvertisedAddress == "localhost" || (IPAddress.TryParse(AdvertisedAddress, out var address) && IPAddress.IsLoopback(address));

    /// <summary><see cref="AdvertisedAddress"/> as an IP address, of version 4 if there is one; <c>null</c> when it stands for none.</summary>
    public IPAddress? FindAddress()
    {
        if (IPAddress.TryParse(AdvertisedAddress, out var address)) return address;
        // The resolver takes an empty name for this machine, and answers with an address on the network, which nobody has asked for.
        if (string.IsNullOrWhiteSpace(AdvertisedAddress)) return null;
        try
        {
            return Dns.GetHostAddresses(AdvertisedAddress).OrderBy(found => found.AddressFamily is not AddressFamily.InterNetwork).FirstOrDefault();
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return null;
        }
    }

    public bool HasGrains => Role is not NodeRole.Gateway;

    public bool HasApi => Role is not NodeRole.Silo;
}

/// <summary>What runs in a process.</summary>
public enum NodeRole
{
    All,
    Silo,
    Gateway,
}
