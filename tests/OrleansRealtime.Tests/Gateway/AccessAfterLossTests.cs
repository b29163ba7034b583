using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Entities;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Gateway.Inbox;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Tests.Gateway.Connections;
using OrleansRealtime.Tests.Grains;
using OrleansRealtime.Tests.LiveStreams;
using static OrleansRealtime.Consistency.Faults.ServicesInFront;

namespace OrleansRealtime.Tests.Gateway;

/// <summary>
/// Access that was taken away while the event which says so could not arrive, with the real grains, the real streams and the real gateway.
/// </summary>
public sealed class AccessAfterLossTests : IAsyncLifetime
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Faults _faults = new();
    private GrainsUnderTest _grains = null!;
    private GatewayUnderTest _gateway = null!;

    private ManualTimeProvider Time => _grains.Time;

    public async ValueTask InitializeAsync()
    {
        _grains = await GrainsUnderTest.StartAsync(services =>
        {
            services.Configure<LiveStreamOptions>(LiveStreamNames.Provider, streams => streams.RenewalInterval = Interval);
            services.PutInFront<ILiveSink>(LiveStreamNames.Provider, sink => new FaultySink(sink, _faults));
        });
        var cluster = _grains.Services.GetRequiredService<IClusterClient>();
        // Nothing is asked anew only because time went by.
        _gateway = new(
            new() { RecheckAccessAfter = TimeSpan.FromHours(1) },
            Time,
            new OrleansEntitySource(cluster),
            new OrleansUserSource(cluster));
    }

    public async ValueTask DisposeAsync()
    {
        _gateway.Dispose();
        await _grains.DisposeAsync();
    }

    [Fact]
    public async Task An_activation_lost_by_a_failed_commit()
    {
        var viewer = await WatchAsync();
        await LoseActivationAsync();

        await TakeAwayAsync();

        Assert.Equal("access_denied", (await ArrivesAsync(viewer.NextAsync<DeniedBody>())).Code);
        await MutateAsync();
        Assert.False(viewer.Socket.TryTake(out _));
    }

    [Fact]
    public async Task An_event_lost_on_its_way()
    {
        var viewer = await WatchAsync();
        _faults.Copies = _ => 0;

        await TakeAwayAsync();

        Assert.Equal("access_denied", (await ArrivesAsync(viewer.NextAsync<DeniedBody>())).Code);
    }

    private async Task TakeAwayAsync()
    {
        _gateway.Access.Denied[("42", "ana")] = true;
        await _grains.Entity().ForgetAccess("ana");
    }

    private async Task LoseActivationAsync()
    {
        _grains.Faults.Next = StorageFault.FailBefore;
        var outcome = await _grains.Entity().Mutate(new(new PatchFields(JsonFields.Parse("""{"lost":1}""")), Precondition.None, null, null));
        Assert.Equal("outcome_unknown", outcome.Error);
    }

    private async Task<TestClient> WatchAsync()
    {
        await MutateAsync();
        var viewer = await _gateway.ConnectAsync("ana");
        Assert.True((await viewer.WatchAsync("42")).Ok);
        await viewer.NextAsync<StateBody>();
        return viewer;
    }

    private async Task MutateAsync()
    {
        var outcome = await _grains.Entity().Mutate(
            new(new PutFields(JsonFields.Parse($$"""{"at":{{Random.Shared.Next()}}}""")), Precondition.None, null, null));
        Assert.Null(outcome.Error);
    }

    private async Task<T> ArrivesAsync<T>(Task<T> frame)
    {
        await Time.RunUntilAsync(frame, Interval, $"{typeof(T).Name} in spite of what was lost");
        return await frame;
    }
}
