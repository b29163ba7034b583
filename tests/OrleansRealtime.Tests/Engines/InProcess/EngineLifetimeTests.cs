using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansRealtime.InProcess.Hosting;

namespace OrleansRealtime.Tests.Engines;

/// <summary>The in-process engine's own start and stop, and its timeouts on a clock that the test moves.</summary>
public sealed class EngineLifetimeTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly Probes _probes = new();

    [Fact]
    public async Task Calls_before_the_start_and_after_the_stop_are_rejected()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddInProcessEngine(typeof(LifeGrain).Assembly).AddSingleton(_probes).AddScoped<ScopedService>();
        using var host = builder.Build();
        var grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<ILifeGrain>("key");

        await Assert.ThrowsAsync<OrleansMessageRejectionException>(grain.Activation);
        await host.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, await grain.Activation());
        await host.StopAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<OrleansMessageRejectionException>(grain.Activation);
    }

    [Fact]
    public async Task A_grain_that_does_not_end_in_time_does_not_hold_the_stop()
    {
        var engine = await StartAsync();
        await engine.Grains.GetGrain<ILifeGrain>("stubborn").Activation();

        var stop = engine.DisposeAsync().AsTask();
        await _probes["stubborn"].Noted("deactivated: ShuttingDown");
        Assert.False(stop.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(31));

        await stop.Within("the stop");
    }

    [Fact]
    public async Task Each_call_expires_at_its_own_time()
    {
        await using var engine = await StartAsync();
        var grain = engine.Grains.GetGrain<ILifeGrain>("slow");
        var first = grain.Pass("gate");
        _time.Advance(TimeSpan.FromSeconds(20));
        var second = grain.Pass("gate");

        _time.Advance(TimeSpan.FromSeconds(11));
        await Assert.ThrowsAsync<TimeoutException>(() => first.Within("the first call"));
        Assert.False(second.IsCompleted);

        _time.Advance(TimeSpan.FromSeconds(20));
        await Assert.ThrowsAsync<TimeoutException>(() => second.Within("the second call"));
        _probes["slow"].Open("gate");
    }

    [Fact]
    public async Task An_activation_that_takes_too_long_fails()
    {
        await using var engine = await StartAsync(services => services.Configure<InProcessEngineOptions>(options =>
        {
            options.ActivationTimeout = TimeSpan.FromSeconds(10);
            options.FailedActivationDelay = TimeSpan.Zero;
        }));
        var call = engine.Grains.GetGrain<ILifeGrain>("held").Activation();
        await _probes["held"].Noted("activating");

        _time.Advance(TimeSpan.FromSeconds(11));

        var exception = await Assert.ThrowsAsync<TimeoutException>(() => call.Within("the call"));
        Assert.Contains("was not active within 00:00:10", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_storage_is_named()
    {
        await using var engine = await StartAsync();

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(engine.Grains.GetGrain<IStateGrain>("key").Value);

        Assert.Contains("storage 'spec'", exception.Message, StringComparison.Ordinal);
    }

    private Task<TestEngine> StartAsync(Action<IServiceCollection>? configure = null) => TestEngine.StartAsync(services =>
    {
        services.AddSingleton<TimeProvider>(_time).AddSingleton(_probes).AddScoped<ScopedService>();
        services.Configure<InProcessEngineOptions>(options => options.FailedActivationDelay = TimeSpan.Zero);
        configure?.Invoke(services);
    });
}
