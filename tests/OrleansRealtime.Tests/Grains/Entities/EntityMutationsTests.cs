using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Grains.Commits;
using OrleansRealtime.Grains.Entities;
using OrleansRealtime.Grains.Outbox;
using OrleansRealtime.Storage.Cluster;
using OrleansRealtime.Storage.GrainState;
using OrleansRealtime.Storage.Lineage;
using static OrleansRealtime.Tests.Grains.Entities.EntityCommands;

namespace OrleansRealtime.Tests.Grains.Entities;

/// <summary>Mutations on commits, without a grain.</summary>
public sealed class EntityMutationsTests
{
    private static readonly string[] Users = ["ana", "bo", "chi"];

    [Fact]
    public void However_users_come_to_follow_the_count_is_that_of_those_who_do() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Commits(), commits =>
        {
            var entity = new Entity();
            var followers = new SortedSet<string>(StringComparer.Ordinal);
            foreach (var commands in commits)
            {
                entity.Commit(commands, (command, before, outcome) =>
                {
                    if (outcome.Error is null) Expect(followers, command, before);
                    Assert.Equal(followers.Count, outcome.Snapshot?.Followers ?? 0);
                });
                Assert.Equal(followers, entity.Followers());
            }
        }));

    [Fact]
    public void Who_is_in_conflict_with_a_neighbour_in_the_same_commit_is_told_its_fields()
    {
        var entity = new Entity();
        entity.Commit([Put("""{"title":"a"}""")]);
        var position = entity.Position;
        entity.Commit([Patch("""{"logged":1}""")]);

        var outcomes = entity.Commit([Patch("""{"title":"b"}"""), At(position, """{"n":1}"""), At(position.Next().Next(), """{"n":2}""")]);

        Assert.Equal("position_conflict", outcomes[1].Error);
        Assert.Equal(["logged", "title"], outcomes[1].ChangedFields!.Value);
        Assert.Null(outcomes[2].Error);
    }

    private static EntityCommand At(Position position, string patch) => Patch(patch) with { If = new(At: position) };

    /// <summary>What the command makes of the followers, said as plainly as can be.</summary>
    private static void Expect(SortedSet<string> followers, EntityCommand command, EntitySnapshot? before)
    {
        switch (command.Mutation)
        {
            case SetFollowers { Follows: true } change:
                followers.UnionWith(change.Users);
                break;
            case SetFollowers change:
                followers.ExceptWith(change.Users);
                break;
            case AddComment:
                followers.Add(command.Actor!);
                break;
            case DeleteEntity:
                followers.Clear();
                break;
            case PutFields put:
                followers.UnionWith(Assignees.Of(put.Fields, "assignee").Except(before is null ? [] : Assignees.Of(before.Fields, "assignee")));
                break;
        }
    }

    private static Arbitrary<List<List<EntityCommand>>> Commits()
    {
        var user = Gen.Elements(Users);
        var command = Gen.Frequency(
            (3, from who in user from follows in Gen.Elements(true, false) select Follow(who, follows)),
            (3, user.Select(who => Comment("text", actor: who))),
            (3, Gen.SubListOf(Users).Select(assigned => Put($$"""{"assignee":[{{string.Join(',', assigned.Select(who => $"\"{who}\""))}}]}"""))),
            (1, Gen.Constant(new EntityCommand(new DeleteEntity(), Precondition.None, null, null))));
        return command.ListOf().Select(commands => commands.ToList()).ListOf().Select(commits => commits.ToList()).ToArbitrary();
    }

    /// <summary>What an entity's grain has, commit after commit.</summary>
    private sealed class Entity : IDatabaseLineage
    {
        private static readonly EntityKey Key = new("demo", "workitem", "42");
        private static readonly GrainRowOwner Owner = new(EntityRows.StateName, Key.ToString());

        private readonly MemoryGrainRows _rows = new();
        private readonly EntityLimits _limits = new();
        private readonly ChangeLog _log;
        private readonly Following _following;
        private readonly EntityMutations _mutations;
        private EntityRecord? _committed;

        public Entity()
        {
            _log = new(_limits.LogChanges, _limits.LogBytes);
            _following = new(Owner, _rows, _limits.AssigneeField);
            var outbox = new OutboxDelivery(
                Owner, _rows, new SoleStanding(), () => null, (_, _, _) => Task.FromResult(new FanOutcome<string>([], [], [], IsBrokenOff: false)), _ => Task.CompletedTask,
                TestMetrics.Grains, TimeProvider.System, NullLogger.Instance);
            _mutations = new(Key, _limits, this, _log, outbox);
        }

        public string Token => "";

        public Position Position => _committed!.Position();

        public IEnumerable<string> Followers() =>
            _committed is { Deleted: false } record ? _rows.IdsIn(EntityRows.Followers(record.Epoch)) : [];

        public List<EntityOutcome> Commit(
            IReadOnlyList<EntityCommand> commands, Action<EntityCommand, EntitySnapshot?, EntityOutcome>? check = null)
        {
            // As in a grain: all that share a commit are prepared before the first of them is applied.
            var prepared = commands.Select(command => _following.FindConcernedAsync(_committed, command.Mutation, command.Actor).Result).ToList();
            var batch = new CommitBatch<EntityRecord>(_committed);
            var outcomes = new List<EntityOutcome>();
            foreach (var (command, followers) in commands.Zip(prepared))
            {
                var before = batch.Record?.ToReading(Key).Snapshot;
                var outcome = batch.Apply(all => _mutations.Apply(all, command, followers, DateTimeOffset.UnixEpoch));
                outcomes.Add(outcome);
                check?.Invoke(command, before, outcome);
            }

            _rows.Commit(batch);
            _committed = batch.Record;
            if (batch.Effects<EntityEffects>().LifeEvent is not null) _log.Clear();
            foreach (var change in batch.Effects<EntityEffects>().Changes) _log.Add(change);
            return outcomes;
        }
    }
}
