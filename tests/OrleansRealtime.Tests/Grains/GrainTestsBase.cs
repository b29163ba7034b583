using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Tests.Storage;

namespace OrleansRealtime.Tests.Grains;

/// <summary>What grains do. That does not depend on the store, so it runs on SQLite; on PostgreSQL, too, runs one commit of each grain
/// (<see cref="PostgreSqlGrainTests"/>), and what uses a store's own way with keys, pages and deletions.</summary>
public abstract class GrainTestsBase<TStore> where TStore : TestStore, new()
{
    protected static Task<GrainsUnderTest> StartAsync(Action<IServiceCollection>? configure = null) =>
        GrainsUnderTest.StartAsync(configure, new TStore());
}
