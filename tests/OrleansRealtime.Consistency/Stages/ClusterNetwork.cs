using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Consistency.Stages;

/// <summary>A network of the run's own, in which each node has a place for itself, so that any two can be cut from each other: a bridge with a
/// network namespace per node. Only root can make one; it goes with <see cref="DisposeAsync"/>.</summary>
internal sealed class ClusterNetwork : IAsyncDisposable
{
    private const int FirstNode = 11;
    private const int Nets = 250;

    private readonly string _bridge = $"ort{Environment.ProcessId}";
    private readonly string _net = FreeNet(Environment.ProcessId, Addresses());
    private readonly List<string> _names = [];
    private readonly List<(string Network, string Address)> _cuts = [];

    private readonly EventHandler _leave;

    private ClusterNetwork()
    {
        // A run that is cut short takes its network along.
        _leave = (_, _) => RemoveAsync().Wait();
        AppDomain.CurrentDomain.ProcessExit += _leave;
    }

    public static bool CanBe => OperatingSystem.IsLinux() && Environment.UserName == "root" && File.Exists("/usr/sbin/ip");

    /// <summary>Where the database is found. The checker itself has another address, and is cut from nobody.</summary>
    public string DatabaseAddress => $"{_net}.2";

    public static async Task<ClusterNetwork> CreateAsync(IReadOnlyList<string> nodes)
    {
        var network = new ClusterNetwork();
        try
        {
            await IpAsync($"link add {network._bridge} type bridge");
            await IpAsync($"addr add {network._net}.1/24 dev {network._bridge}");
            await IpAsync($"addr add {network.DatabaseAddress}/24 dev {network._bridge}");
            await IpAsync($"link set {network._bridge} up");
            foreach (var node in nodes) await network.AddAsync(node);
            return network;
        }
        catch
        {
            await network.DisposeAsync();
            throw;
        }
    }

    /// <summary>The first three numbers of a network that nobody has: a run that was killed leaves its own behind.</summary>
    /// <param name="process">Those that start at once begin to look at different ones.</param>
    /// <param name="addresses">All of this machine.</param>
    /// <exception cref="InvalidOperationException">All are in use.</exception>
    public static string FreeNet(int process, IReadOnlyList<string> addresses)
    {
        for (var n = 0; n < Nets; n++)
        {
            var net = string.Create(CultureInfo.InvariantCulture, $"10.213.{(process + n) % Nets}");
            if (!addresses.Any(address => address.StartsWith($"{net}.", StringComparison.Ordinal))) return net;
        }

        throw new InvalidOperationException($"All networks from 10.213.0 to 10.213.{Nets - 1} are in use; runs that were killed left theirs: ip link, ip netns.");
    }

    public ServerPlace PlaceOf(string node) => new($"{_net}.{FirstNode + _names.IndexOf(node)}", NetworkOf(node));

    /// <summary>Neither hears the other any more, and neither is told so.</summary>
    public async Task CutAsync(string one, string other)
    {
        await DropAsync(one, PlaceOf(other).Address);
        await DropAsync(other, PlaceOf(one).Address);
    }

    public Task CutFromDatabaseAsync(string node) => DropAsync(node, DatabaseAddress);

    public async Task HealAsync()
    {
        foreach (var (network, address) in _cuts) await IpAsync($"-n {network} route del blackhole {address}/32");
        _cuts.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= _leave;
        await RemoveAsync();
    }

    private static List<string> Addresses() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().SelectMany(link => link.GetIPProperties().UnicastAddresses).Select(address => $"{address.Address}")];

    private async Task RemoveAsync()
    {
        foreach (var name in _names) await IpAsync($"netns del {NetworkOf(name)}");
        await IpAsync($"link del {_bridge}");
    }

    private string NetworkOf(string node) => $"{_bridge}-{node}";

    private async Task AddAsync(string node)
    {
        await IpAsync($"netns add {NetworkOf(node)}");
        _names.Add(node);
        var (network, address) = (NetworkOf(node), PlaceOf(node).Address);
        var port = $"{_bridge}v{_names.Count}";
        await IpAsync($"link add {port} type veth peer name eth0 netns {network}");
        await IpAsync($"link set {port} master {_bridge} up");
        await IpAsync($"-n {network} addr add {address}/24 dev eth0");
        await IpAsync($"-n {network} link set eth0 up");
        await IpAsync($"-n {network} link set lo up");
    }

    private async Task DropAsync(string node, string address)
    {
        await IpAsync($"-n {NetworkOf(node)} route add blackhole {address}/32");
        _cuts.Add((NetworkOf(node), address));
    }

    private static async Task IpAsync(string words)
    {
        using var ip = Process.Start(new ProcessStartInfo("ip", words.Split(' ')) { RedirectStandardError = true })!;
        var errors = await ip.StandardError.ReadToEndAsync();
        await ip.WaitForExitAsync();
        if (ip.ExitCode != 0) throw new InvalidOperationException($"ip {words}: {errors}");
    }
}
