using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Gateway.Entities;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Gateway.Inbox;
using OrleansRealtime.Gateway.Presence;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Tests.Gateway.Connections;
using OrleansRealtime.Tests.Grains;
using OrleansRealtime.Tests.LiveStreams;
using static OrleansRealtime.Consistency.Faults.ServicesInFront;

namespace OrleansRealtime.Tests.Gateway.Presence;

/// <summary>Two gateways over the real grains and the real streams, in time that the test moves.</summary>
public sealed class PresenceTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Faults _faults = new();
    private GrainsUnderTest _grains = null!;
    private GatewayUnderTest _one = null!;
    private GatewayUnderTest _two = null!;

    private ManualTimeProvider Time => _grains.Time;

    public async ValueTask InitializeAsync()
    {
        _grains = await GrainsUnderTest.StartAsync(services =>
        {
            services.Configure<LiveStreamOptions>(LiveStreamNames.Provider, streams => streams.RenewalInterval = Second);
            services.PutInFront<ILiveSink>(LiveStreamNames.Provider, sink => new FaultySink(sink, _faults));
        });
        var cluster = _grains.Services.GetRequiredService<IClusterClient>();
        _one = Gateway();
        _two = Gateway();
        Assert.Null((await _grains.Entity().Mutate(new(new PutFields(JsonFields.Empty), Precondition.None, null, null))).Error);

        GatewayUnderTest Gateway() => new(
            time: Time, entities: new OrleansEntitySource(cluster), users: new OrleansUserSource(cluster), presence: new OrleansPresenceSource(cluster, new GatewayRegistry(cluster)));
    }

    public async ValueTask DisposeAsync()
    {
        _one.Dispose();
        _two.Dispose();
        await _grains.DisposeAsync();
    }

    [Fact]
    public async Task Who_begins_to_view_is_seen_through_another_gateway_before_any_time_has_passed()
    {
        var viewer = await WatchAsync(_two, "bo");
        var ana = _one.Connect();

        await ana.SetPresenceAsync("42");

        var presence = await viewer.NextAsync<PresenceBody>();
        Assert.Equal((1, new("ana", "ana", PresenceStatus.Online)), (presence.Total, Assert.Single(presence.Users)));
        Assert.Equal(TimeSpan.Zero, Time.Now);
    }

    [Fact]
    public async Task Whoever_waits_for_an_entity_is_told_of_those_who_viewed_it_before_once_it_is_there()
    {
        var first = await _two.ConnectAsync("bo", watchesAbsent: true);
        Assert.True((await first.WatchAsync("new")).Watched);
        await _two.Connect().SetPresenceAsync("new");
        Assert.Equal("ana", Assert.Single((await first.NextAsync<PresenceBody>()).Users).User);
        var second = await _two.ConnectAsync("cy", watchesAbsent: true);
        Assert.True((await second.WatchAsync("new")).Watched);

        Assert.Null((await _grains.Entity("new").Mutate(new(new PutFields(JsonFields.Empty), Precondition.None, null, null))).Error);

        foreach (var client in (TestClient[])[first, second])
        {
            await client.NextAsync<StateBody>();
            Assert.Equal("ana", Assert.Single((await client.NextAsync<PresenceBody>()).Users).User);
        }
    }

    [Fact]
    public async Task A_user_with_tabs_on_both_gateways_is_one_entry_that_leaves_with_the_last()
    {
        var viewer = await WatchAsync(_two, "bo");
        var (first, second) = (_one.Connect(), _two.Connect());
        await first.SetPresenceAsync("42", PresenceStatus.Away);
        Assert.Equal(PresenceStatus.Away, Assert.Single((await viewer.NextAsync<PresenceBody>()).Users).Status);
        await second.SetPresenceAsync("42");
        var changed = await ArrivesAsync(viewer.NextAsync<PresenceChangedBody>());
        Assert.Equal((1, PresenceStatus.Online, 0), (changed.Total, Assert.Single(changed.Joined!).Status, changed.Left!.Count));

        second.Leave();
        changed = await ArrivesAsync(viewer.NextAsync<PresenceChangedBody>());
        Assert.Equal((1, PresenceStatus.Away), (changed.Total, Assert.Single(changed.Joined!).Status));
        first.Leave();
        changed = await ArrivesAsync(viewer.NextAsync<PresenceChangedBody>());
        Assert.Equal((0, "ana"), (changed.Total, Assert.Single(changed.Left!)));
    }

    [Fact]
    public async Task A_lost_view_arrives_with_the_next_renewal()
    {
        var viewer = await WatchAsync(_two, "bo");
        _faults.Copies = _ => 0;

        await _one.Connect().SetPresenceAsync("42");

        Assert.Equal("ana", Assert.Single((await ArrivesAsync(viewer.NextAsync<PresenceBody>())).Users).User);
    }

    [Fact]
    public async Task An_activation_that_is_lost_is_told_everything_again()
    {
        var viewer = await WatchAsync(_two, "bo");
        await _one.Connect().SetPresenceAsync("42");
        await viewer.NextAsync<PresenceBody>();
        await _two.Connect("cy").SetPresenceAsync("42");
        var shown = new ShownViewers();

        _grains.Faults.Next = StorageFault.FailBefore;
        var failed = await _grains.Entity().Mutate(new(new PatchFields(JsonFields.Parse("""{"title":"two"}""")), Precondition.None, null, null));
        Assert.Equal("outcome_unknown", failed.Error);
        await _one.Connect("di").SetPresenceAsync("42");

        shown.Take(new PresenceBody("workitem", "42", 1, [new("ana", "ana", PresenceStatus.Online)]));
        while (shown.Total < 3)
        {
            var next = viewer.Socket.NextAsync("a frame");
            await Time.RunUntilAsync(next, Second, "a frame");
            shown.Take((await next).Body);
        }

        Assert.Equal(["ana", "cy", "di"], shown.Users.Select(user => user.User).Order());
    }

    [Fact]
    public async Task A_room_of_a_thousand_costs_each_viewer_a_few_frames_without_names()
    {
        var tabs = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(i => WatchAsync(i % 2 == 0 ? _one : _two, $"u{i}")));
        await Task.WhenAll(tabs.Select(tab => tab.SetPresenceAsync("42")));

        foreach (var tab in tabs)
        {
            var (frames, names, total) = (0, 0, 0);
            while (total < tabs.Length)
            {
                var next = tab.Socket.NextAsync("a frame of the crowd");
                await Time.RunUntilAsync(next, Second, "a frame of the crowd");
                var frame = await next;
                if (frame.Name == "badge") continue;
                frames++;
                total = frame.Body is PresenceBody whole ? whole.Total : Assert.IsType<PresenceChangedBody>(frame.Body).Total;
                names += (frame.Body as PresenceBody)?.Users.Count ?? ((PresenceChangedBody)frame.Body).Joined?.Count ?? 0;
            }

            Assert.True(frames <= 2 + Time.Now.TotalSeconds, $"{frames} frames in {Time.Now}.");
            Assert.InRange(names, 0, 100);
        }
    }

    [Fact]
    public async Task Nothing_is_written_however_many_come_and_go()
    {
        var viewer = await WatchAsync(_two, "bo");
        var writes = _grains.Faults.Writes;

        foreach (var user in (string[])["ana", "cy", "di"]) await _one.Connect(user).SetPresenceAsync("42");
        while ((await ArrivesAsync(NextTotalAsync())) < 3) { }

        Assert.Equal(writes, _grains.Faults.Writes);

        async Task<int> NextTotalAsync() => (await viewer.Socket.NextAsync("a frame")).Body switch
        {
            PresenceBody whole => whole.Total,
            PresenceChangedBody changed => changed.Total,
            _ => 0,
        };
    }

    private static async Task<TestClient> WatchAsync(GatewayUnderTest gateway, string user)
    {
        var viewer = await gateway.ConnectAsync(user);
        Assert.True((await viewer.WatchAsync("42")).Ok);
        await viewer.NextAsync<StateBody>();
        return viewer;
    }

    private async Task<T> ArrivesAsync<T>(Task<T> frame)
    {
        await Time.RunUntilAsync(frame, Second, typeof(T).Name);
        return await frame;
    }
}
