using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace OrleansRealtime.Tests;

/// <summary>One running silo with all grains of the solution and of these tests.</summary>
public sealed class TestSilo : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private TestSilo(InProcessTestCluster cluster) => _cluster = cluster;

    public IServiceProvider Services => _cluster.GetSiloServiceProvider();

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public static async Task<TestSilo> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var builder = new InProcessTestClusterBuilder(1);

        // The silo's own client is the one that the tests use: as in the platform, caller and grain share a process.
        builder.Options.InitializeClientOnDeploy = false;
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) =>
        {
            // Room for a million grains from the start is a third of what a silo of a test costs the processor.
            silo.Configure<GrainDirectoryOptions>(directory => directory.CacheSize = 1_000);
            configure?.Invoke(silo.Services);
        });
        var silo = new TestSilo(builder.Build());
        await silo._cluster.DeployAsync();
        return silo;
    }

    /// <summary>How many activations of a grain class are in memory.</summary>
    public Task<int> CountActivationsAsync<TGrain>() => Grains.CountActivationsAsync<TGrain>();

    public async ValueTask DisposeAsync() => await _cluster.DisposeAsync().AsTask().Within("the silo's end");
}

internal static class Activations
{
    /// <summary>How many activations of a grain class are in memory.</summary>
    public static async Task<int> CountActivationsAsync<TGrain>(this IGrainFactory grains) =>
        (await grains.GetGrain<IManagementGrain>(0).GetSimpleGrainStatistics())
            .Where(grain => grain.GrainType.StartsWith(typeof(TGrain).FullName!, StringComparison.Ordinal))
            .Sum(grain => grain.ActivationCount);
}
