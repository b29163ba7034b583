using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Inbox;
using OrleansRealtime.Contracts.Notifications;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Grains.Hosting;
using OrleansRealtime.Grains.Inbox;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.Tests.Storage;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains.Outbox;

/// <summary>From a committed change to the inboxes of those who are to know.</summary>
public sealed class DeliveryTests : GrainTestsBase<SqliteStore>
{
    [Fact]
    public async Task Followers_are_told_of_a_change_and_its_author_is_not()
    {
        await using var grains = await StartAsync();
        await FollowedAsync(grains, "ana", "bo");
        var bo = await TabAsync(grains, "bo");

        await grains.Entity().Mutate(Patch("""{"title":"two"}""", actor: "ana"));

        var item = Assert.Single((await bo.NextAsync("bo's notification")).Items);
        Assert.Equal(("changed", "following", "two", "title changed"), (item.Kind, item.Reason, item.Title, item.Body));
        Assert.Equal(["ana"], item.Authors);
        Assert.Equal(new EntityRef("workitem", "42"), item.Entity);
        Assert.Equal(new Badge(1, 1, 1, 1), await grains.User("bo").Badge());
        Assert.Equal(Badge.Empty, await grains.User("ana").Badge());
    }

    [Fact]
    public async Task A_mention_reaches_whoever_does_not_follow_and_is_the_stronger_reason()
    {
        await using var grains = await StartAsync();
        await FollowedAsync(grains, "bo");
        var (bo, chi) = (await TabAsync(grains, "bo"), await TabAsync(grains, "chi"));

        await grains.Entity().Mutate(Comment("look, @bo and @chi", actor: "ana", mentions: ["bo", "chi", "ana"]));

        Assert.All(
            [Assert.Single((await bo.NextAsync("bo's notification")).Items), Assert.Single((await chi.NextAsync("chi's notification")).Items)],
            item => Assert.Equal(("mentioned", "mentioned", "look, @bo and @chi"), (item.Kind, item.Reason, item.Body)));
        Assert.Equal(Badge.Empty, await grains.User("ana").Badge());
    }

    [Fact]
    public async Task What_a_crash_left_undelivered_the_sweep_delivers_once()
    {
        await using var grains = await StartAsync();
        await FollowedAsync(grains, "bo");
        var held = await UndeliveredAsync(grains);

        held.Released.SetException(new IOException("The test lets the follower's write fail."));
        await grains.RestartAsync();
        Assert.Equal(Badge.Empty, await grains.User("bo").Badge());
        var bo = await TabAsync(grains, "bo");
        grains.Time.Advance(OutboxDelivery.DueAfter);
        await SweepAsync(grains);

        Assert.Single((await bo.NextAsync("bo's notification")).Items);
        await SweepAsync(grains);
        Assert.Equal(1, (await grains.User("bo").Badge()).LastSeq);
    }

    [Fact]
    public async Task What_is_owed_is_measured_while_it_is_and_how_old_it_is()
    {
        await using var grains = await StartAsync();
        using var meters = new MeterReadings(grains.Services.GetRequiredService<IMeterFactory>());
        await FollowedAsync(grains, "bo");
        var bo = await TabAsync(grains, "bo");
        Assert.Equal((0, 0), (meters["grains.outbox.entries"], meters["grains.outbox.age"]));

        var held = await UndeliveredAsync(grains);
        grains.Time.Suspend(TimeSpan.FromSeconds(2));
        Assert.Equal((1, 2), (meters["grains.outbox.entries"], Math.Round(meters["grains.outbox.age"])));

        held.Released.SetResult();
        await bo.NextAsync("bo's notification");
        // The call that was held may have been given up meanwhile, and is then made again after a pause.
        var delivered = Waiting.UntilAsync(() => Task.FromResult(meters["grains.outbox.entries"]), entries => entries == 0, "nothing to be owed");
        await grains.Time.RunUntilAsync(delivered, TimeSpan.FromSeconds(5), "the delivery to end");
        Assert.Equal((0, 1), (meters["grains.outbox.age"], meters["grains.outbox.deliveries{outcome=delivered}"]));
    }

    /// <summary>What a change to an entity with three followers stores: the change, three inboxes, and that the delivery is done.</summary>
    [Theory]
    [InlineData(1, true)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(3, false)]
    [InlineData(4, true)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(5, false)]
    public async Task Wherever_the_process_dies_each_follower_is_told_once(int step, bool before)
    {
        string[] followers = ["bo", "chi", "dee"];
        await using var grains = await StartAsync();
        await FollowedAsync(grains, followers);
        var command = Patch("""{"title":"two"}""", key: "once", actor: "ana");
        var crash = grains.Faults.CrashAt(step, before);

        var first = grains.Entity().Mutate(command);
        await crash.Within($"step {step}");
        await first.Within("an answer of the dying process");
        grains.Faults.Revive();
        await grains.RestartAsync();
        // Whoever was not answered repeats; whoever was may, too.
        Assert.Null((await grains.Entity().Mutate(command)).Error);

        // Deliveries leave in order: who has the comment has all before it.
        var tabs = new List<RecordingSubscriber<UserEvent>>();
        foreach (var user in followers) tabs.Add(await TabAsync(grains, user));
        await grains.Entity().Mutate(Comment("the last", actor: "ana"));
        foreach (var tab in tabs)
        {
            while (!(await tab.NextAsync("the comment")).Items.Any(item => item.Kind == "commented"))
            {
            }
        }

        foreach (var user in followers)
        {
            var inbox = await grains.User(user).Inbox(new(null, null, 100, InboxFilter.All));
            Assert.Equal(["commented", "changed"], inbox.Items.Select(item => item.Kind));
        }
    }

    [Fact]
    public async Task Changes_that_come_while_one_is_delivered_gather_into_one_notification()
    {
        // Not grouped, so that each that is delivered can be told from the other.
        await using var grains = await StartAsync(services => services.Configure<InboxLimits>(limits => limits.FoldWindow = TimeSpan.Zero));
        await FollowedAsync(grains, "bo");
        var bo = await TabAsync(grains, "bo");
        var held = await UndeliveredAsync(grains);

        for (var n = 0; n < 10; n++) await grains.Entity().Mutate(Patch($$"""{"n":{{n}}}""", actor: "chi"));
        held.Released.SetResult();

        var first = Assert.Single((await bo.NextAsync("the first notification")).Items);
        var second = Assert.Single((await bo.NextAsync("the second notification")).Items);
        Assert.Equal((["ana"], ["chi"]), (first.Authors.ToArray(), second.Authors.ToArray()), Same);
        Assert.Equal(2, (await grains.User("bo").Badge()).Unread);

        static bool Same((string[], string[]) a, (string[], string[]) b) => a.Item1.SequenceEqual(b.Item1) && a.Item2.SequenceEqual(b.Item2);
    }

    [Fact]
    public async Task Each_notification_counts_once_however_often_it_is_delivered()
    {
        await using var grains = await StartAsync();
        var notification = new Notification(
            "source", 1, "id", "changed", "following", "title", null, null, null, null, ["ana"], DateTimeOffset.UnixEpoch);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => grains.User("bo").Notify(notification)));
        await grains.RestartAsync();
        await grains.User("bo").Notify(notification);
        await grains.User("bo").Notify(notification with { Number = 2 });

        Assert.Equal(new Badge(2, 2, 2, 2), await grains.User("bo").Badge());
    }

    // Commits a change whose delivery stops right at the follower's commit.
    private static async Task<HeldWrite> UndeliveredAsync(GrainsUnderTest grains)
    {
        var entityWrite = grains.Faults.HoldNext();
        var mutation = grains.Entity().Mutate(Patch("""{"title":"two"}""", actor: "ana"));
        await entityWrite.Reached.Task.Within("the entity's write");
        var userWrite = grains.Faults.HoldNext();
        entityWrite.Released.SetResult();
        await mutation;
        await userWrite.Reached.Task.Within("the follower's write");
        return userWrite;
    }

    private static async Task FollowedAsync(GrainsUnderTest grains, params string[] followers)
    {
        await grains.Entity().Mutate(Put("""{"title":"one"}"""));
        foreach (var user in followers) await grains.Entity().Mutate(Follow(user, true));
    }

    private static Task<RecordingSubscriber<UserEvent>> TabAsync(GrainsUnderTest grains, string user) =>
        grains.SubscribeAsync<UserEvent>(LiveStreamNames.Users, $"demo/user/{user}");

    private static Task SweepAsync(GrainsUnderTest grains) =>
        grains.Services.GetServices<IHostedService>().OfType<DueSweep>().Single().SweepAsync(CancellationToken.None);
}
