using Microsoft.Extensions.DependencyInjection;
using Orleans.Streams;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.LiveStreams.Hosting;

namespace OrleansRealtime.Tests.LiveStreams;

/// <summary>One silo with live streams whose time the tests move, for all tests of a class.</summary>
public sealed class LiveStreamFixture : IAsyncLifetime
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public LiveStreamFixture() => Faults = new() { Time = Time };

    public TestSilo Silo { get; private set; } = null!;

    public Faults Faults { get; }

    public ManualTimeProvider Time { get; } = new();

    public async ValueTask InitializeAsync() => Silo = await TestSilo.StartAsync(services => AddTo(services, _ => { }));

    public ValueTask DisposeAsync() => Silo.DisposeAsync();

    public void AddTo(IServiceCollection services, Action<LiveStreamOptions> configure)
    {
        services.AddSingleton(Faults);
        services.AddKeyedSingleton<TimeProvider>("live", Time);
        services.AddLiveStreams("live", options =>
        {
            options.RenewalInterval = Interval;
            options.Map<ITicker>("tick");
            configure(options);
        });
    }
}

/// <summary>
/// What live streams promise. The classes derived from this one say it by concern. Publisher and
/// subscriber meet through Orleans' stream interfaces only; between them sits a fault injector.
/// </summary>
public abstract class LiveStreamTestsBase(LiveStreamFixture fixture) : IClassFixture<LiveStreamFixture>, IAsyncLifetime
{
    private readonly List<StreamSubscriptionHandle<Tick>> _handles = [];
    private Counters? _counters;

    protected LiveStreamFixture Fixture => fixture;

    protected Faults Faults => fixture.Faults;

    protected ManualTimeProvider Time => fixture.Time;

    /// <summary>A key that no other test has.</summary>
    protected string Key { get; } = $"spec/{Guid.NewGuid():N}";

    protected ITicker Ticker => fixture.Silo.Grains.GetGrain<ITicker>(Key);

    /// <summary>What the owner answers to subscribing processes.</summary>
    protected ILivePublisher Publisher => Ticker.AsReference<ILivePublisher>();

    protected IAsyncStream<Tick> Stream => StreamOf("tick", Key);

    /// <summary>What was counted since the test first asked.</summary>
    private protected Counters Counters => _counters ??= new(fixture.Silo.Services);

    public ValueTask InitializeAsync()
    {
        _ = Counters;
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        Faults.Clear();
        foreach (var handle in _handles) await handle.UnsubscribeAsync();
        _counters?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected IAsyncStream<Tick> StreamOf(string streamNamespace, string key) =>
        fixture.Silo.Services.GetRequiredService<IClusterClient>().GetStreamProvider("live").GetStream<Tick>(streamNamespace, key);

    /// <summary>Subscribes until the end of the test.</summary>
    private protected async Task<TObserver> SubscribeAsync<TObserver>(TObserver observer)
        where TObserver : RecordingObserver
    {
        _handles.Add(await Stream.SubscribeAsync(observer).Within("a subscription"));
        return observer;
    }

    private protected Task<RecordingObserver> SubscribeAsync() => SubscribeAsync(new RecordingObserver());

    /// <summary>Lets time pass, as far as needed.</summary>
    protected async Task<T> PassTimeUntil<T>(Task<T> happened, string waitingFor)
    {
        await Time.RunUntilAsync(happened, LiveStreamFixture.Interval, waitingFor);
        return await happened;
    }
}
