using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace OrleansRealtime.Tests.Engines;

/// <summary>One running engine with all grains of the solution and of these tests; here Microsoft Orleans: one silo.</summary>
public sealed class TestEngine : IAsyncDisposable
{
    private readonly InProcessTestCluster _cluster;

    private TestEngine(InProcessTestCluster cluster) => _cluster = cluster;

    public IServiceProvider Services => _cluster.GetSiloServiceProvider();

    public IGrainFactory Grains => Services.GetRequiredService<IGrainFactory>();

    public static async Task<TestEngine> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var builder = new InProcessTestClusterBuilder(1);

        // The silo's own client is the one that the tests use: as in the platform, caller and grain share a process.
        builder.Options.InitializeClientOnDeploy = false;
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) => configure?.Invoke(silo.Services));
        var engine = new TestEngine(builder.Build());
        await engine._cluster.DeployAsync();
        return engine;
    }

    public ValueTask DisposeAsync() => _cluster.DisposeAsync();
}
