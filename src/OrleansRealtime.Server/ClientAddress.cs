using System.Net;
using System.Net.Sockets;

namespace OrleansRealtime.Server;

/// <summary>Where a client is, for what is limited by address.</summary>
internal static class ClientAddress
{
    /// <summary>One word for an address: IPv4 as it is, of IPv6 the network of 64 bits, all of which is one customer's.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null) return "nowhere";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        var network = address.GetAddressBytes();
        network.AsSpan(8).Clear();
        return $"{new IPAddress(network)}/64";
    }
}
