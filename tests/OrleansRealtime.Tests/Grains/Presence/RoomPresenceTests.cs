using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Presence;

namespace OrleansRealtime.Tests.Grains.Presence;

/// <summary>What gateways tell the grains, and what comes of it, in time that the test moves.</summary>
public sealed class RoomPresenceTests : IAsyncLifetime
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private GrainsUnderTest _grains = null!;

    private ManualTimeProvider Time => _grains.Time;

    private IGatewayRegistryGrain Registry => Factory.GetGrain<IGatewayRegistryGrain>(IGatewayRegistryGrain.Key);

    private IUserPresenceGrain Users => Factory.GetGrain<IUserPresenceGrain>(IUserPresenceGrain.KeyOf(new("demo", "ana")));

    private IGrainFactory Factory => _grains.Services.GetRequiredService<IGrainFactory>();

    public async ValueTask InitializeAsync() => _grains = await GrainsUnderTest.StartAsync();

    public ValueTask DisposeAsync() => _grains.DisposeAsync();

    [Fact]
    public async Task A_killed_gateways_ghosts_leave_within_15_seconds_and_not_while_it_may_only_be_late()
    {
        var news = await _grains.SubscribeAsync<EntityEvent>(LiveStreamNames.Entities, "demo/workitem/42");
        await Registry.Beat("killed");
        await Registry.Beat("living");
        Assert.True(await _grains.Entity().Report(new("killed", 0, 1, true, [Entry("ana")])));
        Assert.True(await _grains.Entity().Report(new("living", 0, 1, true, [Entry("bo")])));
        Assert.True(await Users.Report(new("killed", 0, 2, true, [Entry("demo/user/ana")])));

        for (var second = 1; second <= 15; second++)
        {
            Time.Advance(Second);
            await Registry.Beat("living");
            if (second == 8) Assert.Equal(2, (await _grains.Entity().Viewers()).Total);
        }

        PresenceView view;
        do view = Assert.IsType<EntityPresence>(await news.NextAsync("the end of the ghost")).View;
        while (view.Total != 1 || view.Version == 1);
        Assert.Equal(Entry("bo"), Assert.Single(view.Shown));
        Assert.False(await _grains.Entity().Report(new("killed", 1, 3, false, [])));
    }

    [Fact]
    public async Task A_gateway_that_takes_leave_is_gone_after_the_grace()
    {
        await Registry.Beat("one");
        await Registry.Beat("two");
        Time.Advance(10 * Second);
        await Registry.Beat("one");
        await Registry.Beat("two");
        await Registry.Leave("two");

        Time.Advance(Second);
        Assert.Equal(["one", "two"], (await Registry.Roll()).Living.Order());
        Time.Advance(Second);
        Assert.Equal(["one"], (await Registry.Roll()).Living);
    }

    [Fact]
    public async Task A_registry_that_has_just_begun_calls_nobody_gone()
    {
        Assert.False((await Registry.Roll()).IsComplete);
        Time.Advance(10 * Second);
        Assert.True((await Registry.Roll()).IsComplete);
    }

    [Fact]
    public async Task A_user_is_there_over_all_gateways_and_was_last_seen_when_the_last_was_gone()
    {
        Assert.Equal(new(PresenceStatus.Offline, null), await AnaAsync());
        await Users.Report(new("one", 0, 1, true, [Entry("demo/user/ana", PresenceStatus.Away)]));
        Assert.Equal(new(PresenceStatus.Away, null), await AnaAsync());
        await Users.Report(new("two", 0, 1, true, [Entry("demo/user/ana")]));
        Assert.Equal(new(PresenceStatus.Online, null), await AnaAsync());

        await Users.Report(new("two", 1, 2, false, [Entry("demo/user/ana", PresenceStatus.Offline)]));
        Assert.Equal(new(PresenceStatus.Away, null), await AnaAsync());
        Time.Advance(Second);
        await Users.Report(new("one", 1, 2, false, [Entry("demo/user/ana", PresenceStatus.Offline)]));
        Assert.Equal(new(PresenceStatus.Offline, Time.GetUtcNow()), await AnaAsync());

        async Task<UserPresence> AnaAsync() => (await Users.Read(["demo/user/ana"]))[0];
    }

    [Fact]
    public async Task A_first_change_is_told_at_once_and_those_of_the_next_moment_together()
    {
        var news = await _grains.SubscribeAsync<EntityEvent>(LiveStreamNames.Entities, "demo/workitem/42");
        await _grains.Entity().Report(new("one", 0, 1, true, [Entry("ana")]));
        Assert.Equal(1, (await NextAsync()).Total);
        for (var number = 2; number <= 5; number++)
            await _grains.Entity().Report(new("one", number - 1, number, false, [Entry($"u{number}")]));

        Time.Advance(Second);

        var view = await NextAsync();
        Assert.Equal((5, 5), (view.Version, view.Total));
        Assert.Equal(view.Head, (await _grains.Entity().Viewers()).Head);

        async Task<PresenceView> NextAsync() => Assert.IsType<EntityPresence>(await news.NextAsync("a view")).View;
    }

    [Fact]
    public async Task Of_more_than_50_the_first_are_named_and_of_more_than_100_none()
    {
        await ReportAsync(1, 100);
        var view = await _grains.Entity().Viewers();
        Assert.Equal((100, 50, false, "u000"), (view.Total, view.Shown.Length, view.IsCrowd, view.Shown[0].Member));

        await ReportAsync(2, 101);
        view = await _grains.Entity().Viewers();
        Assert.Equal((101, 0, true), (view.Total, view.Shown.Length, view.IsCrowd));

        Task ReportAsync(long number, int viewers) =>
            _grains.Entity().Report(new("one", 0, number, true, [.. Enumerable.Range(0, viewers).Select(i => Entry($"u{i:000}"))]));
    }

    private static PresenceEntry Entry(string member, PresenceStatus status = PresenceStatus.Online) => new(member, member, status);
}
