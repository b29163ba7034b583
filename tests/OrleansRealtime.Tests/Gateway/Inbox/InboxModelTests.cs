using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Preferences;
using OrleansRealtime.Gateway.Entities;
using OrleansRealtime.Gateway.Frames;
using OrleansRealtime.Gateway.Inbox;
using OrleansRealtime.Grains.Hosting;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.LiveStreams;
using OrleansRealtime.Tests.Gateway.Connections;
using OrleansRealtime.Tests.Grains;
using OrleansRealtime.Tests.LiveStreams;
using static OrleansRealtime.Consistency.Faults.ServicesInFront;

namespace OrleansRealtime.Tests.Gateway.Inbox;

/// <summary>
/// Whatever happens to an inbox, in whatever order, and whatever of its events is lost on the way: at every quiet moment the grain, a recount and
/// five tabs agree with a simple model, and in no tab a badge ever goes back. With the real grains and the real gateway.
/// </summary>
public sealed class InboxModelTests
{
    private const int Tabs = 5;
    private const int Runs = 12;
    private const int ActsPerRun = 60;
    private const int QuietEvery = 12;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FoldWindow = TimeSpan.FromSeconds(10);
    private static readonly Gen<Act> Acts = Gen.Frequency(
        (8, from kind in Gen.Elements("changed", "commented") from entity in Gen.Elements("1", "2", null) select (Act)new Notify(kind, entity)),
        (5, from how in Gen.Elements(Enum.GetValues<MarkAs>()) from pick in Gen.Choose(0, 99) from upTo in Gen.Elements(true, false) select (Act)new Mark(how, pick, upTo)),
        (2, from seconds in Gen.Choose(1, 6) select (Act)new Pass(seconds)),
        (1, from entity in Gen.Elements("1", "2") from isMuted in Gen.Elements(true, false) select (Act)new Mute(entity, isMuted)),
        (2, from tab in Gen.Choose(0, Tabs - 1) select (Act)new Reconnect(tab)));

    [Fact]
    public void Five_tabs_the_grain_and_a_recount_agree_at_every_quiet_moment() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(Runs),
        Prop.ForAll(Arb.From(Gen.ListOf(Acts, ActsPerRun)), Arb.From(Gen.Choose(0, int.MaxValue)), (acts, seed) => PlayAsync([.. acts], seed).GetAwaiter().GetResult()));

    private static async Task PlayAsync(Act[] acts, int seed)
    {
        // Not for secrets.
#pragma warning disable CA5394
        var random = new Random(seed);
        var faults = new Faults { Copies = _ => { lock (random) return random.Next(5) switch { 0 => 0, 1 => 2, _ => 1 }; } };
#pragma warning restore CA5394
        await using var grains = await GrainsUnderTest.StartAsync(services =>
        {
            services.Configure<LiveStreamOptions>(LiveStreamNames.Provider, streams => streams.RenewalInterval = Interval);
            services.Configure<InboxLimits>(limits => limits.FoldWindow = FoldWindow);
            services.PutInFront<ILiveSink>(LiveStreamNames.Provider, sink => new FaultySink(sink, faults));
            // The run wakes the user itself: a sweep would do it whenever the tabs' waiting has moved the time far enough.
            services.Remove(services.Single(service => service.ImplementationType == typeof(DueSweep)));
        });
        var cluster = grains.Services.GetRequiredService<IClusterClient>();
        using var gateway = new GatewayUnderTest(time: grains.Time, entities: new OrleansEntitySource(cluster), users: new OrleansUserSource(cluster));
        var model = new InboxModel(FoldWindow);
        var tabs = Enumerable.Range(0, Tabs).Select(_ => new Tab(gateway.Connect("bo"))).ToArray();
        for (var n = 0; n < acts.Length; n++)
        {
            await DoAsync(acts[n], n);
            if ((n + 1) % QuietEvery == 0) await BeQuietAsync();
        }

        async Task DoAsync(Act act, int n)
        {
            var now = grains.Time.GetUtcNow();
            switch (act)
            {
                case Notify(var kind, var entity):
                    var about = entity is null ? null : new EntityRef("workitem", entity);
                    await grains.User("bo").Notify(new($"source-{n}", 1, $"id-{n}", kind, "following", $"item {n}", null, null, null, about, ["ana"], now, Life: about is null ? null : "e"));
                    model.Notify(kind, entity, now);
                    break;
                case Mark(var how, var pick, var isUpTo) when model.Seqs is [_, ..] seqs:
                    var seq = seqs[pick % seqs.Count];
                    var mark = new InboxMark(how, isUpTo ? [] : [seq], isUpTo ? seq : null, how == MarkAs.Snoozed ? now.AddSeconds(1 + (pick % 5)) : null);
                    Assert.Null((await grains.User("bo").Mark(mark, null)).Error);
                    model.Mark(mark);
                    break;
                case Mute(var entity, var isMuted):
                    model.Mute(entity, isMuted);
                    var choices = model.Muted.ToImmutableDictionary(muted => $"workitem/{muted}", _ => EntityChoice.Mute);
                    Assert.Null((await grains.User("bo").SetPreferences(UserPreferences.Empty with { Entities = choices }, null)).Error);
                    break;
                case Pass(var seconds):
                    grains.Time.Advance(TimeSpan.FromSeconds(seconds));
                    await grains.User("bo").Wake();
                    model.Wake(grains.Time.GetUtcNow());
                    break;
                case Reconnect(var tab):
                    tabs[tab].Client.Leave();
                    tabs[tab] = new(gateway.Connect("bo"));
                    break;
            }
        }

        async Task BeQuietAsync()
        {
            Assert.Equal(model.Badge, await grains.User("bo").Badge());
            var items = (await grains.User("bo").Inbox(new(null, 0, 100, InboxFilter.All))).Items;
            Assert.Equal(model.Items, items.Select(item => (item.Seq, item.Count, item.Seen, item.Read, item.Archived, item.SnoozedUntil is not null)));
            foreach (var tab in tabs) await tab.CatchUpAsync(grains.Time, model.Badge);
        }
    }

    private abstract record Act;

    private sealed record Notify(string Kind, string? Entity) : Act;

    private sealed record Mark(MarkAs How, int Pick, bool IsUpTo) : Act;

    private sealed record Mute(string Entity, bool IsMuted) : Act;

    private sealed record Pass(int Seconds) : Act;

    private sealed record Reconnect(int Tab) : Act;

    private sealed class Tab(TestClient client)
    {
        private Badge? _badge;

        public TestClient Client => client;

        public async Task CatchUpAsync(ManualTimeProvider time, Badge badge)
        {
            while (_badge is null || _badge.Version < badge.Version)
            {
                var next = client.Socket.NextAsync($"the badge {badge}");
                await time.RunUntilAsync(next, Interval, $"the badge {badge} in every tab");
                Take(await next);
            }

            while (client.Socket.TryTake(out var more)) Take(more!);
            Assert.Equal(badge, _badge);
        }

        private void Take(Frame frame)
        {
            if (frame.Body is not Badge badge) return;
            Assert.True(_badge is null || badge.Version > _badge.Version, $"The badge went from {_badge} to {badge}.");
            _badge = badge;
        }
    }
}
