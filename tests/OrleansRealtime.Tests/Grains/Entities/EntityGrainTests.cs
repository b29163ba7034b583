using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Grains.Idempotency;
using OrleansRealtime.Storage;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Tests.Storage;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains.Entities;

/// <summary>An entity grain on a silo.</summary>
public sealed class EntityGrainTests : GrainTestsBase<SqliteStore>
{
    [Fact]
    public async Task A_mutation_answers_with_the_state_that_it_committed()
    {
        await using var grains = await StartAsync();

        var created = await grains.Entity().Mutate(Put("""{"title":"one"}"""));
        var patched = await grains.Entity().Mutate(Patch("""{"title":"two"}""", actor: "ana"));

        Assert.Equal(EntityEffect.Created, created.Effect);
        Assert.Equal(created.Position!.Value.Next(), patched.Position);
        Assert.Equal("""{"title":"two"}""", patched.Snapshot!.Fields.ToString());
        Assert.Equal("ana", patched.Snapshot.UpdatedBy);
        Assert.Equal(patched.Snapshot, (await grains.Entity().Read()).Snapshot);
    }

    [Fact]
    public async Task What_was_answered_is_there_after_a_restart()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("""{"title":"one"}"""));
        var patched = await grains.Entity().Mutate(Patch("""{"title":"two"}"""));

        await grains.RestartAsync();

        Assert.Equal(patched.Snapshot, (await grains.Entity().Read()).Snapshot);
    }

    [Fact]
    public async Task The_size_of_fields_that_were_stored_escaped_is_counted_anew()
    {
        await using var grains = await StartAsync(services => services.Configure<EntityLimits>(limits => limits.MaxBytes = 1_024));
        await grains.Entity().Mutate(Put("""{"title":"привет"}"""));
        await grains.RestartAsync();
        var storage = grains.Services.GetRequiredKeyedService<IGrainStorage>(StorageNames.Grains);
        var stored = new GrainState<StoredState<EntityRecord>>(new());
        await storage.ReadStateAsync(EntityRows.StateName, grains.Entity().GetGrainId(), stored);
        stored.State!.State = stored.State.State! with { FieldBytes = 1_020 };
        await storage.WriteStateAsync(EntityRows.StateName, grains.Entity().GetGrainId(), stored);

        Assert.Null((await grains.Entity().Mutate(Patch("""{"more":"text"}"""))).Error);
    }

    [Fact]
    public async Task Mutations_that_arrive_during_a_commit_share_the_next_one_and_are_seen_only_then()
    {
        await using var grains = await StartAsync();
        var created = await grains.Entity().Mutate(Put("{}"));
        var held = grains.Faults.HoldNext();
        var first = grains.Entity().Mutate(Patch("""{"n":0}"""));
        await held.Reached.Task.Within("the first write to begin");
        var writes = grains.Faults.Writes;

        var others = Enumerable.Range(1, 20).Select(n => grains.Entity().Mutate(Patch($$"""{"n":{{n}}}"""))).ToList();
        Assert.Equal(created.Position, (await grains.Entity().Read()).Position);
        held.Released.SetResult();
        var outcomes = await Task.WhenAll([first, .. others]).Within("all mutations");

        Assert.Equal(writes + 1, grains.Faults.Writes);
        Assert.Equal(Enumerable.Range(2, 21).Select(version => (long)version), outcomes.Select(outcome => outcome.Position!.Value.Version));
        Assert.All(outcomes.Index(), outcome => Assert.Equal($$"""{"n":{{outcome.Index}}}""", outcome.Item.Snapshot!.Fields.ToString()));
    }

    [Fact]
    public async Task A_write_that_failed_is_an_unknown_outcome_for_all_who_waited_and_nothing_happened()
    {
        await using var grains = await StartAsync();
        var created = await grains.Entity().Mutate(Put("""{"n":0}"""));
        var held = grains.Faults.HoldNext();
        grains.Faults.Next = StorageFault.FailBefore;
        var first = grains.Entity().Mutate(Patch("""{"n":1}"""));
        await held.Reached.Task.Within("the write to begin");
        var second = grains.Entity().Mutate(Patch("""{"n":2}"""));
        held.Released.SetResult();

        Assert.Equal("outcome_unknown", (await first).Error);
        Assert.Equal("outcome_unknown", (await second).Error);
        Assert.Equal(created.Snapshot, (await grains.Entity().Read()).Snapshot);
        Assert.Equal(created.Position!.Value.Next(), (await grains.Entity().Mutate(Patch("""{"n":3}"""))).Position);
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_found_again_under_its_key()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("""{"n":0}"""));
        grains.Faults.Next = StorageFault.FailAfter;
        var command = Patch("""{"n":1}""", key: "once");

        var lost = await grains.Entity().Mutate(command);
        var repeated = await grains.Entity().Mutate(command);

        Assert.Equal("outcome_unknown", lost.Error);
        Assert.True(repeated.Replayed);
        Assert.Equal(2, repeated.Position!.Value.Version);
        Assert.Equal(2, (await grains.Entity().Read()).Position!.Value.Version);
    }

    [Fact]
    public async Task A_lost_write_cannot_commit_after_the_entity_was_seen_without_it()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("""{"n":0}"""));
        grains.Faults.Next = StorageFault.Lose;

        Assert.Equal("outcome_unknown", (await grains.Entity().Mutate(Patch("""{"n":1}"""))).Error);
        var seen = await grains.Entity().Read();
        await Assert.ThrowsAnyAsync<Exception>(grains.Faults.CommitLate);

        await grains.RestartAsync();
        Assert.Equal(seen.Snapshot, (await grains.Entity().Read()).Snapshot);
    }

    [Fact]
    public async Task A_lost_first_write_cannot_create_the_entity_after_it_was_seen_missing()
    {
        await using var grains = await StartAsync();
        grains.Faults.Next = StorageFault.Lose;

        Assert.Equal("outcome_unknown", (await grains.Entity().Mutate(Put("{}"))).Error);
        Assert.Null((await grains.Entity().Read()).Snapshot);
        await Assert.ThrowsAnyAsync<Exception>(grains.Faults.CommitLate);

        Assert.Null((await grains.Entity().Read()).Snapshot);
        Assert.Equal(EntityEffect.Created, (await grains.Entity().Mutate(Put("{}"))).Effect);
    }

    [Fact]
    public async Task A_repeat_under_a_key_does_nothing_also_after_a_restart_and_another_body_is_refused()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("{}"));
        var first = await grains.Entity().Mutate(Comment("hello", key: "k"));
        await grains.Entity().Mutate(Patch("""{"n":1}"""));

        var repeated = await grains.Entity().Mutate(Comment("hello", key: "k"));
        await grains.RestartAsync();
        var again = await grains.Entity().Mutate(Comment("hello", key: "k"));
        var other = await grains.Entity().Mutate(Comment("other", key: "k", fingerprint: "other"));

        Assert.All([repeated, again], outcome =>
        {
            Assert.True(outcome.Replayed);
            Assert.Equal(first.Position, outcome.Position);
            Assert.Equal("hello", outcome.Comment!.Text);
        });
        Assert.Equal("idempotency_mismatch", other.Error);
        Assert.Equal(3, (await grains.Entity().Read()).Position!.Value.Version);
    }

    [Fact]
    public async Task One_key_sent_twice_at_once_has_one_effect()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("{}"));

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => grains.Entity().Mutate(Comment("hello", key: "k"))));

        Assert.Single(outcomes, outcome => !outcome.Replayed);
        Assert.Equal(1, (await grains.Entity().Read()).Snapshot!.Comments);
    }

    [Fact]
    public async Task Repeats_that_come_before_the_first_is_committed_follow_it_with_the_same_answer()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("{}"));
        var held = grains.Faults.HoldNext();
        var first = grains.Entity().Mutate(Patch("""{"n":1}""", key: "k"));
        await held.Reached.Task.Within("the first write to begin");
        var writes = grains.Faults.Writes;

        var repeats = Enumerable.Range(0, 2).Select(_ => grains.Entity().Mutate(Patch("""{"n":1}""", key: "k"))).ToList();
        // The grain takes its calls in their order: when it answers this one, it has the repeats.
        await grains.Entity().Read();
        held.Released.SetResult();

        var answered = await first.Within("the first");
        Assert.All(await Task.WhenAll(repeats).Within("the repeats"), repeat => Assert.Equal(answered with { Replayed = true }, repeat));
        Assert.Equal(2, answered.Position!.Value.Version);
        Assert.Equal(answered.Snapshot, (await grains.Entity().Read()).Snapshot);
        Assert.Equal(writes, grains.Faults.Writes);
    }

    [Fact]
    public async Task A_repeat_has_the_fields_while_they_are_still_what_the_first_made_of_them()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("{}"));
        var first = await grains.Entity().Mutate(Patch("""{"n":1}""", key: "k"));

        Assert.Equal(first.Snapshot, (await grains.Entity().Mutate(Patch("""{"n":1}""", key: "k"))).Snapshot);
        await grains.Entity().Mutate(Patch("""{"n":2}"""));
        Assert.Null((await grains.Entity().Mutate(Patch("""{"n":1}""", key: "k"))).Snapshot);
    }

    [Fact]
    public async Task Keys_are_bounded_and_come_free_with_time()
    {
        await using var grains = await StartAsync(services => services.Configure<IdempotencyLimits>(limits => limits.MaxKeys = 2));
        await grains.Entity().Mutate(Put("{}", key: "a"));
        await grains.Entity().Mutate(Patch("""{"n":0}""", key: "b"));

        var refused = await grains.Entity().Mutate(Patch("""{"n":1}""", key: "c"));
        grains.Time.Advance(TimeSpan.FromMinutes(10));
        var taken = await grains.Entity().Mutate(Patch("""{"n":1}""", key: "c"));

        Assert.Equal("too_many_keys", refused.Error);
        Assert.Equal(EntityEffect.Changed, taken.Effect);
        Assert.False((await grains.Entity().Mutate(Put("{}", key: "a"))).Replayed);
    }

    [Fact]
    public async Task Viewers_get_the_news_of_every_commit_in_order()
    {
        await using var grains = await StartAsync();
        var viewer = await grains.SubscribeAsync<EntityEvent>(LiveStreamNames.Entities, "demo/workitem/42");

        var created = await grains.Entity().Mutate(Put("{}"));
        await grains.Entity().Mutate(Patch("""{"n":1}"""));
        var deleted = await grains.Entity().Mutate(new(new DeleteEntity(), Precondition.None, null, null));

        Assert.Equal(new EntityCreated(created.Position!.Value), await viewer.NextAsync("news of the creation"));
        var changed = Assert.IsType<EntityChanged>(await viewer.NextAsync("news of the change"));
        Assert.Equal("""{"n":1}""", Assert.Single(changed.Changes).Fields.ToString());
        Assert.Equal(new EntityDeleted(deleted.Position!.Value), await viewer.NextAsync("news of the deletion"));
    }

    [Fact]
    public async Task Catching_up_gives_exactly_what_is_missing_or_the_state()
    {
        await using var grains = await StartAsync();
        var start = (await grains.Entity().Mutate(Put("{}"))).Position!.Value;
        await grains.Entity().Mutate(Patch("""{"n":1}"""));
        var end = (await grains.Entity().Mutate(Patch("""{"n":2}"""))).Position!.Value;

        Assert.Equal([2L, 3L], (await grains.Entity().CatchUp(start)).Changes!.Value.Select(change => change.Version));
        Assert.Empty((await grains.Entity().CatchUp(end)).Changes!.Value);
        Assert.All(
            [await grains.Entity().CatchUp(null), await grains.Entity().CatchUp(end.Next()), await grains.Entity().CatchUp(new Position("other", 1))],
            answer => Assert.Equal(end, answer.Reading!.Position));

        await grains.RestartAsync();
        Assert.Equal(end, (await grains.Entity().CatchUp(start)).Reading!.Position);
        Assert.Empty((await grains.Entity().CatchUp(end)).Changes!.Value);
    }

    [Fact]
    public async Task A_conflict_names_what_changed_since()
    {
        await using var grains = await StartAsync();
        var seen = (await grains.Entity().Mutate(Put("""{"a":1,"b":1}"""))).Position!.Value;
        var now = (await grains.Entity().Mutate(Patch("""{"b":2,"c":3}"""))).Position;

        var refused = await grains.Entity().Mutate(Patch("""{"a":2}""") with { If = new(At: seen) });

        Assert.Equal("position_conflict", refused.Error);
        Assert.Equal(now, refused.Position);
        Assert.Equal(["b", "c"], refused.ChangedFields!.Value);
    }

    [Fact]
    public async Task Comments_and_followers_come_in_pages()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("{}"));
        for (var i = 1; i <= 5; i++) await grains.Entity().Mutate(Comment($"comment {i}"));
        foreach (var user in new[] { "eve", "bo", "ana", "bo" }) await grains.Entity().Mutate(Follow(user, true));
        await grains.Entity().Mutate(Follow("eve", false));

        var newest = await grains.Entity().Comments(null, null, 2);
        var older = await grains.Entity().Comments(null, newest.Next, 2);
        var forward = await grains.Entity().Comments(3, null, 10);
        var followers = await grains.Entity().Followers(null, 10);

        Assert.Equal([5L, 4L], newest.Comments.Select(comment => comment.Id));
        Assert.Equal([3L, 2L], older.Comments.Select(comment => comment.Id));
        Assert.Equal([4L, 5L], forward.Comments.Select(comment => comment.Id));
        Assert.Null(forward.Next);
        Assert.Equal(["ana", "bo"], followers.Followers);
        var snapshot = (await grains.Entity().Read()).Snapshot!;
        Assert.Equal((5, 2, 6), (snapshot.Comments, snapshot.Followers, snapshot.Position.Version));
    }

    [Fact]
    public async Task A_tombstone_is_kept_for_a_day_and_then_swept_with_its_life()
    {
        await using var grains = await StartAsync();
        await grains.Entity().Mutate(Put("{}"));
        await grains.Entity().Mutate(Comment("hello"));
        await grains.Entity().Mutate(new(new DeleteEntity(), Precondition.None, null, null));

        Assert.NotNull((await grains.Entity().Read()).DeletedAt);
        await grains.Entity().Wake();
        Assert.NotNull((await grains.Entity().Read()).DeletedAt);
        grains.Time.Suspend(TimeSpan.FromHours(24));
        await grains.Entity().Wake();

        Assert.Equal(EntityReading.NotThere, await grains.Entity().Read());
        await grains.RestartAsync();
        Assert.Equal(EntityReading.NotThere, await grains.Entity().Read());
    }
}
