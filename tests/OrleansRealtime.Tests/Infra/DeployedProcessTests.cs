using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrleansRealtime.Server.Hosting;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Hosting;

namespace OrleansRealtime.Tests.Infra;

/// <summary>Every process that a file in <c>infra</c> starts: it would start, and is given the time to end.</summary>
public sealed class DeployedProcessTests
{
    public static TheoryData<string> Names => [.. DeployedProcess.All.Select(process => process.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_given_no_setting_that_nothing_reads(string name) =>
        await new ConfigurationCheck(Of(name).Configuration).StartingAsync(TestContext.Current.CancellationToken);

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_settings_pass_the_checks_of_the_start(string name)
    {
        var configuration = Of(name).Configuration;
        var storage = configuration.GetSection(StorageOptions.Section).Get<StorageOptions>() ?? new();
        var cluster = configuration.GetSection(ClusterSettings.Section).Get<ClusterSettings>() ?? new();
        var proxy = configuration.GetSection(ProxyOptions.Section).Get<ProxyOptions>() ?? new();
        // In compose the address is a service's name, which stands for something only there.
        if (name.EndsWith(cluster.AdvertisedAddress, StringComparison.Ordinal)) cluster.AdvertisedAddress = "10.0.0.1";

        Assert.Null(new StorageOptionsValidator().Validate(null, storage).FailureMessage);
        Assert.Null(new ClusterSettingsValidator(Options.Create(storage)).Validate(null, cluster).FailureMessage);
        Assert.Null(new ProxyOptionsValidator().Validate(null, proxy).FailureMessage);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void It_has_more_time_to_end_than_it_takes(string name)
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddServerHosting();
        using var services = builder.Services.BuildServiceProvider();
        Assert.True(Of(name).Grace > services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }

    private static DeployedProcess Of(string name) => DeployedProcess.All.Single(process => process.Name == name);
}
