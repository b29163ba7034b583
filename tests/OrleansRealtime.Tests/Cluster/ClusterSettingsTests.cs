using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrleansRealtime.Storage.Hosting;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>The section <c>Cluster</c>: what cannot be is one line at the start, with its key and its environment variable.</summary>
public sealed class ClusterSettingsTests
{
    [Theory]
    [InlineData("sqlite", "Role", "Silo", "must be All on the store sqlite, which one process owns; a cluster needs postgres")]
    [InlineData("sqlite", "Role", "Gateway", "must be All on the store sqlite, which one process owns; a cluster needs postgres")]
    [InlineData("postgres", "Role", "7", "must be All, Silo or Gateway")]
    [InlineData("postgres", "Id", "", "must have 1 to 100 characters")]
    [InlineData("postgres", "Id", " ", "must have 1 to 100 characters")]
    [InlineData("postgres", "AdvertisedAddress", "", "is '', which is no IP address and no host name that stands for one")]
    [InlineData("postgres", "AdvertisedAddress", " ", "is ' ', which is no IP address and no host name that stands for one")]
    [InlineData("postgres", "AdvertisedAddress", "nowhere.invalid", "is 'nowhere.invalid', which is no IP address and no host name that stands for one")]
    [InlineData("postgres", "AdvertisedAddress", "10.0.0.1:11111", "is '10.0.0.1:11111', which is no IP address and no host name that stands for one")]
    [InlineData("postgres", "AdvertisedAddress", "0.0.0.0", "must be an address that others can reach, and not that of all interfaces")]
    [InlineData("postgres", "AdvertisedAddress", "::", "must be an address that others can reach, and not that of all interfaces")]
    [InlineData("postgres", "SiloPort", "-1", "must be from 0 to 65535")]
    [InlineData("postgres", "SiloPort", "65536", "must be from 0 to 65535")]
    [InlineData("postgres", "GatewayPort", "-1", "must be from 0 to 65535")]
    [InlineData("postgres", "GatewayPort", "65536", "must be from 0 to 65535")]
    public Task What_cannot_be_ends_the_start(string store, string key, string value, string rule) =>
        RefusedAsync($"Cluster:{key} {rule} (environment variable Cluster__{key}).", store, ($"Cluster:{key}", value));

    [Fact]
    public Task A_name_that_is_too_long_ends_the_start() => RefusedAsync(
        "Cluster:Id must have 1 to 100 characters (environment variable Cluster__Id).", "postgres", ("Cluster:Id", new('c', 101)));

    [Fact]
    public Task Two_ports_that_are_one_end_the_start() => RefusedAsync(
        "Cluster:GatewayPort must differ from Cluster:SiloPort (environment variable Cluster__GatewayPort).",
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
