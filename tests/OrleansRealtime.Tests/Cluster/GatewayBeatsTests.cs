using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Tests.Grains;
using OrleansRealtime.Tests.Storage.PostgreSql;

namespace OrleansRealtime.Tests.Cluster;

/// <summary>Which gateways live, by the beats that they leave in the database. The database's clock is real, so a test says of a beat when it was.</summary>
public sealed class GatewayBeatsTests : IAsyncLifetime
{
    private static readonly PresenceOptions Presence = new();

    private readonly PostgreSqlStore _store = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => _store.InitializeAsync();

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Who_stops_beating_is_gone_for_every_process_and_there_again_with_the_next_beat()
    {
        await using var silo = await OpenAsync();
        await using var gateway = await OpenAsync();
        await using var elsewhere = await OpenAsync("another service");
        var (ofSilo, ofGateway) = (Beats(silo), Beats(gateway));
        await ofGateway.BeatAsync("one");
        await ofSilo.BeatAsync("two");
        await LastsAsync("two");
        await Beats(elsewhere).BeatAsync("three");

        await AgeAsync("one", Presence.GoneAfter);

        foreach (var beats in (GatewayBeats[])[ofSilo, ofGateway]) Assert.Equal(["two"], (await beats.RollAsync()).Living);
        await ofGateway.BeatAsync("one");
        await LastsAsync("one");
        Assert.Equal(["one", "two"], (await ofSilo.RollAsync()).Living.Order());
    }

    [Fact]
    public async Task Who_takes_leave_is_gone_after_the_grace()
    {
        await using var test = await OpenAsync();
        var beats = Beats(test);
        var before = await _store.AskAsync("SELECT clock_timestamp()::text");

        await beats.LeaveAsync("one");

        var beat = $"BeatAt + interval '{(Presence.GoneAfter - Presence.Grace).TotalSeconds} s'";
        Assert.Equal(["true"], await _store.AskAsync($"SELECT ({beat} BETWEEN '{before[0]}' AND clock_timestamp())::text FROM GatewayBeat"));
        await AgeAsync("one", Presence.Grace);
        Assert.Empty((await beats.RollAsync()).Living);
    }

    [Fact]
    public async Task Nobody_is_called_gone_by_a_process_that_has_just_begun_or_whose_database_was_away()
    {
        await using var test = await OpenAsync();
        var beats = Beats(test);
        await IsCompleteOnlyAfterAsync(Presence.GoneAfter);

        await _store.AskAsync("ALTER TABLE GatewayBeat RENAME TO Gone");
        await Assert.ThrowsAsync<PostgresException>(beats.RollAsync);
        await _store.AskAsync("ALTER TABLE Gone RENAME TO GatewayBeat");

        await IsCompleteOnlyAfterAsync(Presence.GoneAfter);

        async Task IsCompleteOnlyAfterAsync(TimeSpan wait)
        {
            _time.Advance(wait - TimeSpan.FromMilliseconds(1));
            Assert.False((await beats.RollAsync()).IsComplete);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.True((await beats.RollAsync()).IsComplete);
        }
    }

    [Fact]
    public async Task Who_has_been_gone_for_an_hour_is_forgotten_at_the_next_beat_of_anybody()
    {
        await using var test = await OpenAsync();
        var beats = Beats(test);
        foreach (var gateway in (string[])["old", "older"]) await beats.BeatAsync(gateway);
        await AgeAsync("old", TimeSpan.FromMinutes(58));
        await AgeAsync("older", TimeSpan.FromHours(1));

        await beats.BeatAsync("new");

        Assert.Equal(["new", "old"], await _store.AskAsync("SELECT Gateway FROM GatewayBeat ORDER BY Gateway"));
    }

    [Fact]
    public async Task A_room_lets_go_of_whom_a_gateway_that_stops_beating_reported_and_of_nobody_else()
    {
        var store = new PostgreSqlStore();
        await using var grains = await GrainsUnderTest.StartAsync(
            services => services.AddSingleton<GatewayBeats>().AddSingleton<IGatewayRegistry, CountedRolls>(), store);
        var registry = (CountedRolls)grains.Services.GetRequiredService<IGatewayRegistry>();
        foreach (var gateway in (string[])["stops", "goes on"])
        {
            await registry.BeatAsync(gateway);
            await AgeAsync(gateway, -TimeSpan.FromDays(1), store);
            Assert.True(await grains.Entity().Report(new(gateway, 0, 1, true, [new(gateway, gateway, PresenceStatus.Online)])));
        }

        await LookAsync();
        Assert.Equal(2, (await grains.Entity().Viewers()).Total);
        await AgeAsync("stops", TimeSpan.FromDays(1) + Presence.GoneAfter, store);
        await LookAsync();

        var view = await Waiting.UntilAsync(() => grains.Entity().Viewers(), view => view.Total == 1, "the end of who is gone");
        Assert.Equal("goes on", Assert.Single(view.Shown).Member);

        // So often that nobody who is missing may only be late; each look before the next.
        async Task LookAsync()
        {
            for (var second = 0; second <= Presence.GoneAfter.TotalSeconds; second++)
            {
                var rolls = registry.Rolls;
                grains.Time.Advance(Presence.LookInterval);
                await Waiting.UntilAsync(() => Task.FromResult(registry.Rolls), now => now > rolls, "a look");
            }
        }
    }

    /// <summary>On a database of a process's own, which needs no data folder.</summary>
    private async Task<PostgreSqlTestDatabase> OpenAsync(string serviceId = "test")
    {
        var test = PostgreSqlTestDatabase.On(_store, configure: options => options.ServiceId = serviceId, cluster: new() { Role = NodeRole.Gateway });
        await test.Database.OpenAsync(Ct);
        return test;
    }

    private GatewayBeats Beats(PostgreSqlTestDatabase test) => new(test.Database, Options.Create(Presence), _time);

    private async Task AgeAsync(string gateway, TimeSpan by, PostgreSqlStore? store = null) =>
        await (store ?? _store).AskAsync($"UPDATE GatewayBeat SET BeatAt = BeatAt - interval '{by.TotalSeconds} s' WHERE Gateway = '{gateway}'");

    /// <summary>Has its last beat count for a day, however long the test takes.</summary>
    private Task LastsAsync(string gateway) => AgeAsync(gateway, -TimeSpan.FromDays(1));

    private sealed class CountedRolls(GatewayBeats beats) : IGatewayRegistry
    {
        private int _rolls;

        /// <summary>How many times the roll was called and answered.</summary>
        public int Rolls => Volatile.Read(ref _rolls);

        public Task BeatAsync(string gateway) => beats.BeatAsync(gateway);

        public Task LeaveAsync(string gateway) => beats.LeaveAsync(gateway);

        public async Task<GatewayRoll> RollAsync()
        {
            var roll = await beats.RollAsync();
            Interlocked.Increment(ref _rolls);
            return roll;
        }
    }
}
