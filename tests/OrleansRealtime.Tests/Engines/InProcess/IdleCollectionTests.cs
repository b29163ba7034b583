using Microsoft.Extensions.DependencyInjection;

namespace OrleansRealtime.Tests.Engines;

/// <summary>When the in-process engine takes idle activations out of memory, on a clock that the test moves.</summary>
public sealed class IdleCollectionTests : IAsyncLifetime
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly ManualTimeProvider _time = new();
    private readonly Probes _probes = new();
    private TestEngine _engine = null!;

    public async ValueTask InitializeAsync() =>
        _engine = await TestEngine.StartAsync(services => services.AddSingleton<TimeProvider>(_time).AddSingleton(_probes));

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task An_activation_idle_for_its_age_is_collected()
    {
        var grain = _engine.Grains.GetGrain<IIdleGrain>("idle");
        var name = await grain.Use();

        _time.Advance(14 * Minute);
        Assert.Equal(name, await grain.Use());
        _time.Advance(14 * Minute);
        Assert.Equal(name, await grain.Use());
        _time.Advance(15 * Minute);

        await _probes["idle"].Noted("deactivated: ActivationIdle");
        Assert.NotEqual(name, await grain.Use());
    }

    [Fact]
    public async Task A_class_may_have_an_age_of_its_own_or_none()
    {
        await _engine.Grains.GetGrain<IBriefGrain>("brief").Use();
        var kept = await _engine.Grains.GetGrain<IKeptGrain>("kept").Use();
        var idle = await _engine.Grains.GetGrain<IIdleGrain>("idle").Use();

        _time.Advance(2 * Minute);
        await _probes["brief"].Noted("deactivated: ActivationIdle");
        Assert.Equal(idle, await _engine.Grains.GetGrain<IIdleGrain>("idle").Use());

        _time.Advance(TimeSpan.FromDays(1));
        await _probes["idle"].Noted("deactivated: ActivationIdle");
        Assert.Equal(kept, await _engine.Grains.GetGrain<IKeptGrain>("kept").Use());
    }

    [Fact]
    public async Task Collection_can_be_delayed_and_the_delay_taken_back()
    {
        var (delayed, taken) = (_engine.Grains.GetGrain<IIdleGrain>("delayed"), _engine.Grains.GetGrain<IIdleGrain>("taken back"));
        var name = await delayed.Use();
        await delayed.Delay(TimeSpan.FromHours(1));
        await taken.Delay(TimeSpan.MaxValue);
        await taken.Delay(TimeSpan.Zero);

        _time.Advance(59 * Minute);
        await _probes["taken back"].Noted("deactivated: ActivationIdle");
        Assert.Equal(name, await delayed.Use());

        _time.Advance(16 * Minute);
        await _probes["delayed"].Noted("deactivated: ActivationIdle");
    }

    [Fact]
    public async Task Ticks_keep_no_activation()
    {
        await _engine.Grains.GetGrain<IIdleGrain>("idle").Tick(6 * Minute, keepAlive: false);

        await _time.RunUntilAsync(_probes["idle"].Noted("deactivated: ActivationIdle"), 6 * Minute, "the collection");
    }

    [Fact]
    public async Task Ticks_that_are_meant_to_keep_it()
    {
        var grain = _engine.Grains.GetGrain<IIdleGrain>("kept");
        var name = await grain.Use();
        await grain.Tick(5 * Minute, keepAlive: true);

        for (var i = 1; i <= 4; i++)
        {
            _time.Advance(5 * Minute);
            await _probes["kept"].Noted("tick", times: i);
            await _time.TimerSetAsync(5 * Minute, "the next tick");
        }

        Assert.Equal(name, await grain.Use());
    }
}
