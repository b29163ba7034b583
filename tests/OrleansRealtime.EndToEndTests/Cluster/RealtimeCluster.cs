using OrleansRealtime.EndToEndTests.Servers;

namespace OrleansRealtime.EndToEndTests.Cluster;

/// <summary>The tests of a cluster follow one another on the same one. Whoever kills a process starts it again.</summary>
[CollectionDefinition]
public sealed class SharedCluster : ICollectionFixture<RealtimeCluster>;

/// <summary>A cluster as its operator has it, on a database of its own: two silos, two gateways with the demo, and in front of them nginx with the
/// repository's configuration. A second nginx is as it comes.</summary>
public sealed class RealtimeCluster : IAsyncLifetime
{
    private readonly List<ServerProcess> _processes = [];
    private StoreUnderServer? _store;
    private TestCertificate? _certificate;
    private Nginx? _nginx;
    private Nginx? _stock;
    private HttpClient? _http;

    internal IReadOnlyList<ServerProcess> Silos => _processes[..2];

    internal IReadOnlyList<ServerProcess> Gateways => _processes[2..];

    /// <summary>What nginx shows.</summary>
    internal TestCertificate Certificate => _certificate!;

    /// <summary>nginx's address.</summary>
    internal Uri Url => _nginx!.Url;

    /// <summary>Of the nginx as it comes.</summary>
    internal Uri StockUrl { get; } = new($"https://127.0.0.1:{FreePort.Take()}");

    public async ValueTask InitializeAsync()
    {
        Requirement.Is(Nginx.IsThere, Nginx.Missing);
        _store = await StoreUnderServer.OfAsync("postgres");
        foreach (var role in (string[])["Silo", "Silo", "Gateway", "Gateway"])
        {
            _processes.Add(await ServerProcess.StartDemoAsync(
            [
                .. _store.Settings,
                ("Cluster:Role", role),
                // As in production; nobody here waits for it but who asks a node to end.
                ("Shutdown:Pause", "00:00:02"),
                ("Proxy:Trusted:0", "127.0.0.1"),
                // Pages from elsewhere are refused, and those that come through nginx are not from elsewhere.
                ("Browsers:Origins:0", "https://app.example.com"),
                // The other one passes the name of its upstream on to the gateways, and not the one that the browser asked for.
                ("Browsers:Origins:1", StockUrl.GetLeftPart(UriPartial.Authority)),
                ("AllowedHosts", $"127.0.0.1;{StockNginxFile.Upstream}"),
            ]));
        }

        _certificate = new();
        var url = new Uri($"https://127.0.0.1:{FreePort.Take()}");
        var gateways = Gateways.Select(gateway => gateway.Url.Authority).ToArray();
        _nginx = await Nginx.StartAsync(url, ClusterNginxFile.Text(Certificate, FreePort.Take(), url.Port, gateways));
        _stock = await Nginx.StartAsync(StockUrl, StockNginxFile.Text(Certificate, StockUrl.Port, gateways));
        _http = new(new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => Certificate.Is(shown) },
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        })
        { BaseAddress = url };
    }

    public async ValueTask DisposeAsync()
    {
        _http?.Dispose();
        foreach (var nginx in (Nginx?[])[_stock, _nginx]) if (nginx is not null) await nginx.DisposeAsync();
        foreach (var process in Enumerable.Reverse(_processes)) await process.DisposeAsync();
        if (_store is not null) await _store.DisposeAsync();
        _certificate?.Dispose();
    }

    /// <summary>A caller with the cluster's API key, through nginx.</summary>
    internal RestCaller Caller(string workspace) => Silos[0].Caller(workspace) with { Http = _http! };

    /// <summary>A workspace that no other test knows, through nginx.</summary>
    internal RestCaller NewWorkspace() => Silos[0].NewWorkspace() with { Http = _http! };

    /// <summary>The same caller at a gateway, past nginx.</summary>
    internal RestCaller At(int gateway, RestCaller caller) => caller with { Http = Gateways[gateway].Http };
}
