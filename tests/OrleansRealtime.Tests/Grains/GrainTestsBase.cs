using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Tests.Storage;

namespace OrleansRealtime.Tests.Grains;

/// <summary>What grains do, on each store.</summary>
public abstract class GrainTestsBase<TStore> where TStore : TestStore, new()
{
    protected static Task<GrainsUnderTest> StartAsync(Action<IServiceCollection>? configure = null) =>
        GrainsUnderTest.StartAsync(configure, new TStore());
}
