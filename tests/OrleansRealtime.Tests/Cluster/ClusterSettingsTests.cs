using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage.Hosting;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>The section <c>Cluster</c>: what cannot be is one line at the start, with its key and its environment variable.</summary>
public sealed class ClusterSettingsTests
{
    [Theory]
    [InlineData("sqlite", "Role", "Silo", "is Silo; it must be All on the store sqlite, which one process owns, and a cluster needs postgres")]
    [InlineData("sqlite", "Role", "Gateway", "is Gateway; it must be All on the store sqlite, which one process owns, and a cluster needs postgres")]
    [InlineData("postgres", "Role", "7", "is 7; it must be All, Silo or Gateway")]
    [InlineData("postgres", "Id", "", "is ''; it must be 1 to 100 characters")]
    [InlineData("postgres", "Id", " ", "is ' '; it must be 1 to 100 characters")]
    [InlineData("postgres", "AdvertisedAddress", "", "is ''; it must be an IP address, or a host name that stands for one")]
    [InlineData("postgres", "AdvertisedAddress", " ", "is ' '; it must be an IP address, or a host name that stands for one")]
    [InlineData("postgres", "AdvertisedAddress", "nowhere.invalid", "is 'nowhere.invalid'; it must be an IP address, or a host name that stands for one")]
    [InlineData("postgres", "AdvertisedAddress", "10.0.0.1:11111", "is '10.0.0.1:11111'; it must be an IP address, or a host name that stands for one")]
    [InlineData("postgres", "AdvertisedAddress", "0.0.0.0", "is '0.0.0.0'; it must be an address that others can reach, and not that of all interfaces")]
    [InlineData("postgres", "AdvertisedAddress", "::", "is '::'; it must be an address that others can reach, and not that of all interfaces")]
    [InlineData("postgres", "SiloPort", "-1", "is -1; it may be 0 to 65535")]
    [InlineData("postgres", "SiloPort", "65536", "is 65536; it may be 0 to 65535")]
    [InlineData("postgres", "GatewayPort", "-1", "is -1; it may be 0 to 65535")]
    [InlineData("postgres", "GatewayPort", "65536", "is 65536; it may be 0 to 65535")]
    public Task What_cannot_be_ends_the_start(string store, string key, string value, string rule) =>
        RefusedAsync($"Cluster:{key} (Cluster__{key}) {rule}.", store, ($"Cluster:{key}", value));

    [Fact]
    public Task A_name_that_is_too_long_ends_the_start() => RefusedAsync(
        $"Cluster:Id (Cluster__Id) is '{new string('c', 101)}'; it must be 1 to 100 characters.", "postgres", ("Cluster:Id", new('c', 101)));

    [Fact]
    public Task Two_ports_that_are_one_end_the_start() => RefusedAsync(
        "Cluster:GatewayPort (Cluster__GatewayPort) is 30000; it must be another port than Cluster:SiloPort.",
        "postgres", ("Cluster:SiloPort", "30000"), ("Cluster:GatewayPort", "30000"));

    private static async Task RefusedAsync(string message, string store, params (string Key, string Value)[] settings)
    {
        using var folder = new TestFolder();
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration["Data:Folder"] = folder.Path;
        builder.Configuration["Data:Store"] = store;
        builder.Configuration["Data:ConnectionString"] = "Host=127.0.0.1;Port=1;Database=nowhere";
        foreach (var (key, value) in settings) builder.Configuration[key] = value;
        builder.Services.AddRealtimeStorage();
        using var host = builder.Build();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal([message], refused.Failures);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
