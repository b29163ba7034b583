using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace OrleansRealtime.Tests.Engines;

/// <summary>One engine for all tests of a class; they keep apart by their grains' keys.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    public TestEngine Engine { get; private set; } = null!;

    public Probes Probes { get; } = new();

    public MemoryGrainStorage Storage { get; } = new();

    public async ValueTask InitializeAsync() => Engine = await TestEngine.StartAsync(Configure);

    public ValueTask DisposeAsync() => Engine.DisposeAsync();

    public void Configure(IServiceCollection services)
    {
        services.AddSingleton(Probes);
        services.AddScoped<ScopedService>();
        services.AddKeyedSingleton<IGrainStorage>("spec", Storage);
    }
}

/// <summary>
/// What the grains of this platform rely on in the engine under them. The classes derived from this one say it by concern, in terms of the
/// programming model only, and pass on both engines; what only one engine has is tested beside its fixture.
/// </summary>
public abstract class EngineSpecification(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private readonly string _key = $"spec/{Guid.NewGuid():N}";

    protected IGrainFactory Grains => fixture.Engine.Grains;

    protected MemoryGrainStorage Storage => fixture.Storage;

    /// <summary>A key that no other test has.</summary>
    protected string Key => _key;

    /// <summary>The probe of the test's own grain.</summary>
    protected Probe Probe => fixture.Probes[Key];

    protected EngineFixture Fixture => fixture;

    protected T Grain<T>(string? suffix = null) where T : IGrainWithStringKey => Grains.GetGrain<T>(Key + suffix);
}
