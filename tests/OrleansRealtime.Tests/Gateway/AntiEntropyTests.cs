using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Inbox;
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
/// The last change of all, lost on its way, with the real grains, the real streams and the real gateway: no later one reveals it, and all
/// the same it arrives with the next renewal. An interval of 1 s, in time that the test moves.
/// </summary>
public sealed class AntiEntropyTests : IAsyncLifetime
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
        _gateway = new(time: Time, entities: new OrleansEntitySource(cluster), users: new OrleansUserSource(cluster));
    }

    public async ValueTask DisposeAsync()
    {
        _gateway.Dispose();
        await _grains.DisposeAsync();
    }

    [Fact]
    public async Task An_entitys_last_change()
    {
        await MutateAsync(new PutFields(JsonFields.Parse("""{"title":"one"}""")));
        var viewer = await WatchAsync();
        LoseAll();

        var last = await MutateAsync(new PatchFields(JsonFields.Parse("""{"title":"two"}""")));

        var changed = await ArrivesAsync(viewer.NextAsync<ChangedBody>());
        Assert.Equal((last.Position.ToString(), """{"title":"two"}"""), (changed.To, changed.Fields.ToString()));
    }

    [Fact]
    public async Task An_entitys_deletion_and_its_next_life()
    {
        await MutateAsync(new PutFields(JsonFields.Empty));
        var viewer = await WatchAsync();
        LoseAll();

        var deleted = await MutateAsync(new DeleteEntity());
        Assert.Equal(deleted.Position.ToString(), (await ArrivesAsync(viewer.NextAsync<DeletedBody>())).Position);

        var created = await MutateAsync(new PutFields(JsonFields.Empty));
        var state = await ArrivesAsync(viewer.NextAsync<StateBody>());
        Assert.Equal((created.Position.ToString(), true), (state.Position, state.Reset));
    }

    [Fact]
    public async Task A_users_last_notification_and_the_badge_that_counts_it()
    {
        var tab = await _gateway.ConnectAsync("bo");
        LoseAll();

        await NotifyAsync(1);

        Assert.Equal("item 1", (await ArrivesAsync(tab.Socket.NextAsync<InboxItemBody>())).Title);
        Assert.Equal(await _grains.User("bo").Badge(), await tab.Socket.NextAsync<Badge>());
    }

    [Fact]
    public async Task A_users_last_mark_has_the_inbox_read_again()
    {
        await NotifyAsync(1);
        var tab = await _gateway.ConnectAsync("bo");
        LoseAll();

        await _grains.User("bo").Mark(new(MarkAs.Read, [1], null, null), null);

        Assert.Equal(1, (await ArrivesAsync(tab.Socket.NextAsync<InboxResetBody>())).LastSeq);
        var badge = await tab.Socket.NextAsync<Badge>();
        Assert.Equal((2, 0, 0), (badge.Version, badge.Unread, badge.Unseen));
    }

    private void LoseAll() => _faults.Copies = _ => 0;

    private async Task<T> ArrivesAsync<T>(Task<T> frame)
    {
        await Time.RunUntilAsync(frame, Interval, $"{typeof(T).Name} in spite of all losses");
        return await frame;
    }

    private async Task<TestClient> WatchAsync()
    {
        var viewer = await _gateway.ConnectAsync("ana");
        Assert.True((await viewer.WatchAsync("42")).Ok);
        await viewer.NextAsync<StateBody>();
        return viewer;
    }

    private async Task<EntityOutcome> MutateAsync(EntityMutation mutation)
    {
        var outcome = await _grains.Entity().Mutate(new(mutation, Precondition.None, null, null));
        Assert.Null(outcome.Error);
        return outcome;
    }

    private Task NotifyAsync(long number) => _grains.User("bo").Notify(new(
        "test", number, $"n{number}", "changed", "follows", $"item {number}", null, null, null, null, ImmutableArray<string>.Empty, Time.GetUtcNow()));
}
