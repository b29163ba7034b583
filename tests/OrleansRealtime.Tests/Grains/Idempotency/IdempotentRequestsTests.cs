using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Idempotency;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains.Idempotency;

/// <summary>What an entity does with requests that carry a key. The rules are the same however many keys there are; what they cost too.</summary>
public sealed class IdempotentRequestsTests
{
    [Fact]
    public async Task The_first_request_of_an_activation_reads_its_own_key_and_no_others()
    {
        await using var grains = await GrainsUnderTest.StartAsync();
        await grains.Entity().Mutate(Put("{}"));
        await MutateManyAsync(grains, "key", 50);
        await grains.RestartAsync();
        await grains.Entity().Read();
        var before = grains.Faults.RowsRead;

        var repeated = await grains.Entity().Mutate(By(null, "key 7", """{"n":7}"""));

        Assert.True(repeated.Replayed);
        Assert.Equal(1, grains.Faults.RowsRead - before);
    }

    [Fact]
    public async Task Of_a_days_keys_only_the_newest_are_read()
    {
        await using var grains = await GrainsUnderTest.StartAsync();
        await grains.Entity().Mutate(Put("{}"));
        await MutateManyAsync(grains, "early", 600);
        grains.Time.Advance(TimeSpan.FromMinutes(10));
        await MutateManyAsync(grains, "late", 5);
        await grains.RestartAsync();
        await grains.Entity().Read();
        var before = grains.Faults.RowsRead;

        var repeated = await grains.Entity().Mutate(By(null, "early 7", """{"n":7}"""));

        Assert.True(repeated.Replayed);
        Assert.InRange(grains.Faults.RowsRead - before, 1, 200);
    }

    [Fact]
    public async Task The_bound_counts_keys_of_earlier_activations()
    {
        await using var grains = await StartAsync(maxKeys: 3);
        await grains.Entity().Mutate(Put("{}"));
        await MutateAsync(grains, "a", "b");
        await grains.RestartAsync();

        var outcomes = await MutateAsync(grains, "c", "d");

        Assert.Equal([null, "too_many_keys"], outcomes.Select(outcome => outcome.Error));
    }

    [Fact]
    public async Task The_oldest_keys_past_their_grace_make_room_one_by_one_also_after_a_restart()
    {
        await using var grains = await StartAsync(maxKeys: 3);
        await grains.Entity().Mutate(Put("{}"));
        foreach (var key in "cab")
        {
            await MutateAsync(grains, $"{key}");
            grains.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await grains.RestartAsync();
        grains.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(2));

        // "c" and "a" are past their grace, "b" is not.
        Assert.Equal([null, null, "too_many_keys"], (await MutateAsync(grains, "x", "y", "z")).Select(outcome => outcome.Error));
        Assert.True((await MutateAsync(grains, "b"))[0].Replayed);
        grains.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([null, "too_many_keys"], (await MutateAsync(grains, "c", "z")).Select(outcome => outcome.Error));
        Assert.Equal([true, true, true], (await MutateAsync(grains, "x", "y", "c")).Select(outcome => outcome.Replayed));
    }

    [Fact]
    public async Task Keys_in_one_commit_count_against_the_bound_together()
    {
        await using var grains = await StartAsync(maxKeys: 3);
        await grains.Entity().Mutate(Put("{}"));
        var held = grains.Faults.HoldNext();
        var first = grains.Entity().Mutate(Patch("""{"n":-1}"""));
        await held.Reached.Task.Within("the write");

        var others = Enumerable.Range(0, 5).Select(n => grains.Entity().Mutate(Patch($$"""{"n":{{n}}}""", key: $"key {n}"))).ToList();
        held.Released.SetResult();
        await first;

        Assert.Equal(3, (await Task.WhenAll(others)).Count(outcome => outcome.Error is null));
    }

    [Fact]
    public async Task Keys_are_forgotten_when_their_lifetime_is_over_and_then_count_no_more()
    {
        await using var grains = await StartAsync(maxKeys: 2);
        await grains.Entity().Mutate(Put("{}"));
        await MutateAsync(grains, "a", "b");
        grains.Time.Suspend(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        await grains.Entity().Wake();
        Assert.True((await MutateAsync(grains, "a"))[0].Replayed);
        grains.Time.Advance(TimeSpan.FromSeconds(1));
        await grains.Entity().Wake();

        var outcomes = await MutateAsync(grains, "a", "c", "d");

        Assert.Equal([(null, false), (null, false), ("too_many_keys", false)], outcomes.Select(outcome => (outcome.Error, outcome.Replayed)));
    }

    [Fact]
    public async Task Keys_without_a_lifetime_are_forgotten_at_the_next_look_however_many()
    {
        await using var grains = await GrainsUnderTest.StartAsync(services => services.Configure<IdempotencyLimits>(limits => limits.KeyLifetime = TimeSpan.Zero));
        await grains.Entity().Mutate(Put("{}"));
        await MutateManyAsync(grains, "key", 3 * CommitLimits.MaxOperations);

        await grains.Entity().Wake().Within("the keys to be forgotten");

        Assert.False((await MutateAsync(grains, "key 7"))[0].Replayed);
    }

    [Fact]
    public async Task One_users_keys_keep_out_nobody_elses()
    {
        await using var grains = await GrainsUnderTest.StartAsync(services => services.Configure<IdempotencyLimits>(limits =>
            (limits.MaxKeys, limits.MaxKeysPerUser) = (10, 3)));
        await grains.Entity().Mutate(Put("{}"));

        var eve = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => grains.Entity().Mutate(By("eve", $"eve {n}", $$"""{"n":{{n}}}"""))));
        Assert.Equal(3, eve.Count(outcome => outcome.Error is null));
        Assert.All(eve.Where(outcome => outcome.Error is not null), outcome => Assert.Equal("too_many_keys", outcome.Error));
        Assert.Null((await grains.Entity().Mutate(By("ana", "ana", """{"n":1}"""))).Error);
        Assert.All(await MutateAsync(grains, "a", "b", "c"), outcome => Assert.Null(outcome.Error));
        Assert.True((await grains.Entity().Mutate(By("eve", "eve 0", """{"n":0}"""))).Replayed);

        grains.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Null((await grains.Entity().Mutate(By("eve", "eve again", """{"n":2}"""))).Error);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(300)]
    public async Task A_users_share_counts_the_keys_of_earlier_activations(int share)
    {
        await using var grains = await GrainsUnderTest.StartAsync(services => services.Configure<IdempotencyLimits>(limits =>
            (limits.MaxKeys, limits.MaxKeysPerUser) = (10 * share, share)));
        await grains.Entity().Mutate(Put("{}"));
        await MutateManyAsync(grains, "eve", share, user: "eve");

        await grains.RestartAsync();

        Assert.Equal("too_many_keys", (await grains.Entity().Mutate(By("eve", "one more", """{"n":-1}"""))).Error);
        Assert.Null((await grains.Entity().Mutate(By("ana", "ana", """{"n":-2}"""))).Error);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(null, true)]
    [InlineData("eve", false)]
    [InlineData("eve", true)]
    public async Task The_keys_of_what_changes_nothing_keep_out_nobody_and_go_first(string? user, bool restarts)
    {
        await using var grains = await GrainsUnderTest.StartAsync(services => services.Configure<IdempotencyLimits>(limits =>
            (limits.MaxKeys, limits.MaxKeysPerUser) = (6, 4)));
        await grains.Entity().Mutate(Put("""{"n":0}"""));
        Assert.Null((await grains.Entity().Mutate(By(user, "changes 1", """{"n":1}"""))).Error);
        var room = user is null ? 6 : 4;

        for (var n = 0; n < 20; n++) Assert.Null((await grains.Entity().Mutate(By(user, $"nothing {n}", """{"n":1}"""))).Error);
        // As many together, in one commit.
        Assert.All(
            await Task.WhenAll(Enumerable.Range(20, 20).Select(n => grains.Entity().Mutate(By(user, $"nothing {n}", """{"n":1}""")))),
            outcome => Assert.Null(outcome.Error));
        if (restarts) await grains.RestartAsync();
        Assert.True((await grains.Entity().Mutate(By(user, "nothing 39", """{"n":1}"""))).Replayed);
        for (var n = 2; n <= room; n++) Assert.Null((await grains.Entity().Mutate(By(user, $"changes {n}", $$"""{"n":{{n}}}"""))).Error);
        Assert.Equal("too_many_keys", (await grains.Entity().Mutate(By(user, "one more", """{"n":0}"""))).Error);
        Assert.Equal("too_many_keys", (await grains.Entity().Mutate(By(user, "nothing more", $$"""{"n":{{room}}}"""))).Error);
        for (var n = 1; n <= room; n++) Assert.True((await grains.Entity().Mutate(By(user, $"changes {n}", $$"""{"n":{{n}}}"""))).Replayed);
        Assert.Equal(user is null ? "too_many_keys" : null, (await grains.Entity().Mutate(By("ana", "ana", """{"n":7}"""))).Error);
    }

    [Fact]
    public async Task Over_a_bound_that_was_lowered_each_key_takes_the_place_of_an_idle_one()
    {
        var most = 4;
        await using var grains = await GrainsUnderTest.StartAsync(services => services.Configure<IdempotencyLimits>(limits =>
            (limits.MaxKeys, limits.MaxKeysPerUser) = (most, 3)));
        await grains.Entity().Mutate(Put("""{"n":0}"""));
        Assert.Null((await grains.Entity().Mutate(By("ana", "ana", """{"n":1}"""))).Error);
        for (var n = 2; n <= 3; n++) Assert.Null((await grains.Entity().Mutate(By("eve", $"changes {n}", $$"""{"n":{{n}}}"""))).Error);
        Assert.Null((await grains.Entity().Mutate(By("eve", "nothing", """{"n":3}"""))).Error);
        most = 3;
        await grains.RestartAsync();

        Assert.Null((await grains.Entity().Mutate(By("eve", "changes 4", """{"n":4}"""))).Error);
        Assert.Equal("too_many_keys", (await grains.Entity().Mutate(By("eve", "changes 5", """{"n":5}"""))).Error);
        Assert.Equal("too_many_keys", (await grains.Entity().Mutate(By("ana", "more", """{"n":5}"""))).Error);
    }

    private static EntityCommand By(string? user, string key, string json) => Patch(json, actor: user) with { Key = new(key, "same", user) };

    private static Task<GrainsUnderTest> StartAsync(int maxKeys) =>
        GrainsUnderTest.StartAsync(services => services.Configure<IdempotencyLimits>(limits => limits.MaxKeys = maxKeys));

    private static async Task MutateManyAsync(GrainsUnderTest grains, string name, int count, string? user = null)
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, count).Select(n => grains.Entity().Mutate(By(user, $"{name} {n}", $$"""{"n":{{n}}}"""))));
        Assert.All(outcomes, outcome => Assert.Null(outcome.Error));
    }

    private static async Task<List<EntityOutcome>> MutateAsync(GrainsUnderTest grains, params string[] keys)
    {
        var outcomes = new List<EntityOutcome>();
        foreach (var key in keys) outcomes.Add(await grains.Entity().Mutate(Patch($$"""{"by":"{{key}}"}""", key: key)));
        return outcomes;
    }
}
