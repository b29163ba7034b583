using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Cluster;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>What health and log warn of.</summary>
public sealed class ClusterWarningsTests
{
    [Theory]
    [InlineData("127.0.0.1", false, NodeRole.All, false)]
    [InlineData("localhost", false, NodeRole.All, false)]
    [InlineData("10.0.0.1", false, NodeRole.All, true)]
    [InlineData("10.0.0.1", false, NodeRole.Silo, true)]
    [InlineData("127.0.0.1", true, NodeRole.Silo, true)]
    [InlineData("10.0.0.1", true, NodeRole.Gateway, false)]
    public void Ports_that_others_reach_without_certificates_are_warned_of(string address, bool isOnAll, NodeRole role, bool warns)
    {
        var settings = new ClusterSettings { AdvertisedAddress = address, ListenOnAllAddresses = isOnAll, Role = role };

        Assert.Equal(warns ? ["silo_ports_open"] : [], Codes(settings));
        settings.Tls.Certificate = "silo.pem";
        Assert.Empty(Codes(settings));
    }

    [Theory]
    [InlineData(0.9, false)]
    [InlineData(1.1, true)]
    [InlineData(-1.1, true)]
    public void A_clock_that_is_off_is_warned_of(double seconds, bool warns) =>
        Assert.Equal(warns ? ["clock_differs"] : [], Codes(new(), seconds));

    [Fact]
    public void One_process_alone_has_nothing_to_be_warned_of() =>
        Assert.Empty(Codes(new() { ListenOnAllAddresses = true }, seconds: 20, store: StorageOptions.Sqlite));

    private static IEnumerable<string> Codes(ClusterSettings settings, double seconds = 0, string store = StorageOptions.Postgres) =>
        new ClusterWarnings(
            Options.Create(new StorageOptions { Store = store }), Options.Create(settings), new PlayedClusterView { ClockDifference = TimeSpan.FromSeconds(seconds) },
            new ServiceCollection().BuildServiceProvider(), TimeProvider.System, NullLogger<ClusterWarnings>.Instance)
        .Current.Select(warning => warning.Code);
}
