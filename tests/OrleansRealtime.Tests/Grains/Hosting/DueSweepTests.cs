using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Configuration;
using Orleans.Storage;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Hosting;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Tests.Cluster;
using OrleansRealtime.Tests.Server;
using OrleansRealtime.Tests.Storage;

namespace OrleansRealtime.Tests.Grains.Hosting;

/// <summary>Whoever has something due is woken, whatever others have due that cannot be served.</summary>
public sealed class DueSweepTests : GrainTestsBase<SqliteStore>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_thousand_owners_that_cannot_be_served_keep_nobody_else_waiting()
    {
        await using var grains = await StartAsync(KeepLeases);
        await HopelessAsync(grains, 1_000);
        await SnoozeAsync(grains, "bo", Second);
        grains.Time.Suspend(2 * Second);

        await SweepAsync(grains);
        await SweepAsync(grains);

        Assert.Equal(1, (await grains.User("bo").Badge()).Unseen);
    }

    [Fact]
    public async Task Owners_that_do_not_answer_keep_nobody_else_waiting()
    {
        var access = new AccessThatHangs();
        await using var grains = await StartAsync(services =>
        {
            KeepLeases(services);
            services.AddSingleton<IEntityAccess>(access);
            // Only the sweep's own patience may end the wait.
            services.PostConfigure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromDays(1));
        });
        for (var n = 0; n < 100; n++) await SnoozeAsync(grains, $"hangs-{n}", Second);
        await SnoozeAsync(grains, "bo", 2 * Second);
        var told = await grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, "demo/user/bo");
        grains.Time.Suspend(2 * Second);

        var back = told.NextAsync("bo's item");
        _ = SweepAsync(grains);
        await grains.Time.RunUntilAsync(back, 5 * Second, "bo's snooze to end");

        Assert.Single((await back).Items);
        // The silo's end would wait for those who hang.
        access.Release();
    }

    [Fact]
    public async Task How_long_overdue_the_longest_overdue_is_and_who_was_woken_is_measured()
    {
        await using var grains = await StartAsync(KeepLeases);
        using var meters = new MeterReadings(grains.Services.GetRequiredService<IMeterFactory>());
        await SweepAsync(grains);
        Assert.Equal(0, meters["grains.due.age"]);

        await HopelessAsync(grains, 1);
        await SnoozeAsync(grains, "bo", Second);
        grains.Time.Suspend(2 * Second);
        await SweepAsync(grains);

        Assert.Equal(3_602, Math.Round(meters["grains.due.age"]));
        Assert.Equal(1, meters["grains.due.woken{kind=hopeless,outcome=failed}"]);
        Assert.Equal(1, meters["grains.due.woken{kind=user,outcome=answered}"]);
        Assert.True(meters["grains.sweep.duration"] >= 2);
    }

    [Fact]
    public async Task An_owner_that_cannot_be_served_is_told_of_once()
    {
        using var lines = new LogLines();
        await using var grains = await StartAsync(services =>
        {
            KeepLeases(services);
            services.AddSingleton<ILoggerProvider>(lines);
        });
        using var counted = new MeterListener { InstrumentPublished = (meter, listener) => Follow(meter, listener, grains.Services) };
        var stuck = 0L;
        counted.SetMeasurementEventCallback<long>((_, value, _, _) => Interlocked.Add(ref stuck, value));
        counted.Start();
        await HopelessAsync(grains, 1);

        for (var round = 0; round < DueBackoff.StuckAfter + 3; round++)
        {
            await SweepAsync(grains);
            grains.Time.Suspend(DueBackoff.LongestPause);
        }

        await SweepAsync(grains);
        var line = Assert.Single(lines.Lines, line => line.StartsWith($"Error {typeof(DueSweep).FullName}", StringComparison.Ordinal));
        Assert.Contains("demo/hopeless/0", line, StringComparison.Ordinal);
        Assert.Equal(1, stuck);

        static void Follow(Instrument instrument, MeterListener listener, IServiceProvider services)
        {
            var isOurs = instrument.Name == "grains.due.stuck" && instrument.Meter.Scope == services.GetRequiredService<IMeterFactory>();
            if (isOurs) listener.EnableMeasurementEvents(instrument);
        }
    }

    private static void KeepLeases(IServiceCollection services) =>
        services.Configure<LiveStreamOptions>(LiveStreamNames.Provider, streams => streams.LeaseDuration = TimeSpan.FromDays(1));

    private static async Task SnoozeAsync(GrainsUnderTest grains, string user, TimeSpan length)
    {
        var now = grains.Time.GetUtcNow();
        await grains.User(user).Notify(new("source", 1, "1", "deploy", "recipient", "item", null, null, null, new("workitem", "1"), [], now));
        await grains.User(user).Mark(new(MarkAs.Snoozed, [1], null, now + length), null);
    }

    // Rows that no grain knows, longer overdue than anything else.
    private static async Task HopelessAsync(GrainsUnderTest grains, int count)
    {
        var storage = grains.Services.GetRequiredKeyedService<IGrainStorage>(StorageNames.Grains);
        var dueAt = grains.Time.GetUtcNow() - TimeSpan.FromHours(1);
        foreach (var some in Enumerable.Range(0, count).Chunk(50))
        {
            await Task.WhenAll(some.Select(n => storage.WriteStateAsync(
                "hopeless",
                GrainId.Create("hopeless", $"demo/hopeless/{n}"),
                new GrainState<StoredState<string>>(new() { State = "", Rows = [new("outbox", "1", "{}", dueAt)] }))));
        }
    }

    private static Task SweepAsync(GrainsUnderTest grains) =>
        grains.Services.GetServices<IHostedService>().OfType<DueSweep>().Single().SweepAsync(CancellationToken.None);

    /// <summary>An application that answers about some users only when it is released.</summary>
    private sealed class AccessThatHangs : IEntityAccess
    {
        private readonly TaskCompletionSource _released = Waiting.Signal();

        public void Release() => _released.SetResult();

        public async ValueTask<EntityAccess> CheckAsync(EntityKey entity, string user, CancellationToken cancellationToken)
        {
            if (user.StartsWith("hangs", StringComparison.Ordinal)) await _released.Task.WaitAsync(cancellationToken);
            return EntityAccess.Write;
        }

        public void Forget(string workspace, string user, EntityKey? entity)
        {
        }
    }
}

/// <summary>Of a cluster's silos one looks for what is due.</summary>
public sealed class DueSweepInAClusterTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly MemoryGrainRows _rows = new();
    private readonly PlayedClusterView _view = new() { IsFirst = false };
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task A_silo_looks_for_what_is_due_as_soon_as_it_is_the_first_and_while_it_is()
    {
        using var sweep = new DueSweep(_rows, _view, grains: null!, TestMetrics.Grains, _time, NullLogger<DueSweep>.Instance);
        await sweep.StartAsync(TestContext.Current.CancellationToken);
        await RoundAsync(1, searches: 0);
        await _time.TimerSetAsync(Second, "the next question");
        _time.Advance(Second);
        await RoundAsync(2, searches: 0);

        _view.IsFirst = true;
        _time.Advance(Second);
        await RoundAsync(3, searches: 1);
        await _time.TimerSetAsync(Interval, "the next round");
        _time.Advance(Interval);
        await RoundAsync(4, searches: 2);

        _view.IsFirst = false;
        _time.Advance(Interval);
        await RoundAsync(5, searches: 2);
        await sweep.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Until it has asked whether to look, and looked if so; one that looks though it may not has not always asked.</summary>
    private async Task RoundAsync(int number, int searches)
    {
        await Waiting.UntilAsync(
            () => Task.FromResult((Asked: _view.AskedWhetherFirst, Searches: _rows.DueSearches)),
            so => (so.Asked >= number && so.Searches >= searches) || so.Searches > searches,
            $"round {number}");
        Assert.Equal(searches, _rows.DueSearches);
    }
}
