using FsCheck;
using FsCheck.Fluent;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Entities;

namespace OrleansRealtime.Tests.Gateway.Entities;

/// <summary>
/// Every interleaving of commits, events (late, twice, out of order, lost, in batches), questions, answers (late, stale) and heads, over
/// several lives of an entity: what is known is always something that was committed, it never goes back, and one last question makes it true.
/// </summary>
public sealed class EntityMergePropertyTests
{
    private const int MaxHeld = 8;
    private const int MaxLives = 4;

    [Fact]
    public void Whatever_arrives_in_whatever_order_the_state_converges_and_never_goes_back() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3_000).WithEndSize(200), Prop.ForAll(Steps(), steps => new Run().All(steps)));

    private static Arbitrary<List<Step>> Steps()
    {
        var step =
            from what in Gen.Frequency(
                (6, Gen.Constant(What.Patch)),
                (1, Gen.Constant(What.Delete)),
                (1, Gen.Constant(What.Create)),
                (8, Gen.Constant(What.RecentEvent)),
                (2, Gen.Constant(What.AnyEvent)),
                (2, Gen.Constant(What.Batch)),
                (2, Gen.Constant(What.Ask)),
                (2, Gen.Constant(What.Answer)),
                (2, Gen.Constant(What.Deliver)),
                (1, Gen.Constant(What.StaleAnswer)),
                (1, Gen.Constant(What.Head)))
            from which in Gen.Choose(0, 1_000)
            select new Step(what, which);
        return step.ListOf().Select(steps => steps.ToList()).ToArbitrary();
    }

    private enum What
    {
        Patch, Delete, Create, RecentEvent, AnyEvent, Batch, Ask, Answer, Deliver, StaleAnswer, Head,
    }

    private sealed record Step(What What, int Which);

    private sealed class Run
    {
        private readonly TrueEntity _truth = new(new("demo", "workitem", "1"));
        private readonly Dictionary<string, long> _highest = [];
        private readonly HashSet<string> _ended = [];
        private EntityMerge _merge = EntityMerge.Nothing;
        private (EntityQuestion Asked, EntityCatchUp? Answer)? _question;
        private int _lives;

        public void All(List<Step> steps)
        {
            foreach (var step in steps) Take(step);

            // One question may be too early for what is held; more than three are never needed.
            var need = MergeNeed.Ask;
            for (var i = 0; i < 3 && need != MergeNeed.Nothing; i++) need = Merge(_merge.Answer(_merge.Question, _truth.CatchUp(_merge.Question.Since)));
            Assert.Equal(MergeNeed.Nothing, need);
            Assert.Equal(_truth.Now.Snapshot, _merge.Snapshot);
            Assert.Equal(_truth.Now.DeletedAt, _merge.IsTombstone ? _merge.Last : null);
        }

        private void Take(Step step)
        {
            switch (step.What)
            {
                case What.Create when _truth.Now.Snapshot is null && _lives < MaxLives:
                    _lives++;
                    _truth.Create(("title", "0"));
                    break;
                case What.Patch when _truth.Now.Snapshot is not null:
                    _truth.Patch($"f{step.Which % 3}", step.Which % 5 == 0 ? JsonFields.Removed : $"{_truth.Commits}");
                    break;
                case What.Delete when _truth.Now.Snapshot is not null:
                    _truth.Delete();
                    break;
                case What.RecentEvent when _truth.Commits > 0:
                    Merge(_merge.Event(_truth.Events[^(1 + (step.Which % Math.Min(4, _truth.Commits)))], MaxHeld));
                    break;
                case What.AnyEvent when _truth.Commits > 0:
                    Merge(_merge.Event(_truth.Events[step.Which % _truth.Commits], MaxHeld));
                    break;
                case What.Batch when _truth.Commits > 0:
                    Batch(step.Which % _truth.Commits);
                    break;
                case What.Ask:
                    _question ??= (_merge.Question, null);
                    break;
                case What.Answer when _question is (var question, null):
                    _question = (question, _truth.CatchUp(question.Since, log: step.Which % 20));
                    break;
                case What.Deliver when _question is (var asked, { } answer):
                    _question = null;
                    Merge(_merge.Answer(asked, answer));
                    break;
                case What.StaleAnswer when _merge.IsKnown:
                    Merge(_merge.Answer(_merge.Question, _truth.CatchUpAfter(step.Which % (_truth.Commits + 1), _merge.Question.Since)));
                    break;
                case What.Head:
                    Merge(_merge.Head(_truth.HeadAfter(step.Which % (_truth.Commits + 1))));
                    break;
            }
        }

        /// <summary>Up to four commits that travel together.</summary>
        private void Batch(int first)
        {
            if (_truth.Events[first] is not EntityChanged { Epoch: var epoch }) return;
            var changes = _truth.Events.Skip(first).Take(4).OfType<EntityChanged>().Where(changed => changed.Epoch == epoch);
            Merge(_merge.Event(new EntityChanged(epoch, [.. changes.SelectMany(changed => changed.Changes)]), MaxHeld));
        }

        private MergeNeed Merge(MergeResult result)
        {
            var (before, after) = (_merge, result.State);
            _merge = after;

            // What is known was committed, exactly so.
            if (after.Snapshot is { } snapshot) Assert.Equal(_truth.SnapshotAt(snapshot.Position), snapshot);
            if (after.IsKnown && after.Last is { } last)
            {
                Assert.True(last.Version >= _highest.GetValueOrDefault(last.Epoch), $"{last} after version {_highest.GetValueOrDefault(last.Epoch)}");
                _highest[last.Epoch] = last.Version;
                Assert.False(_ended.Contains(last.Epoch) && !after.IsTombstone, $"{last} after its tombstone");
                if (after.IsTombstone) _ended.Add(last.Epoch);
            }

            // What was applied is one chain from what was there, without a version twice.
            if (!result.Applied.IsDefaultOrEmpty)
            {
                if (!result.Replaced) Assert.Equal(before.Last!.Value.Version, result.Applied[0].From);
                for (var i = 1; i < result.Applied.Length; i++) Assert.Equal(result.Applied[i - 1].Version, result.Applied[i].From);
                Assert.Equal(after.Snapshot?.Position.Version ?? after.Last!.Value.Version - 1, result.Applied[^1].Version);
            }
            else if (!result.Replaced && after.Snapshot is not null)
            {
                Assert.Same(before.Snapshot, after.Snapshot);
            }

            Assert.True(after.Held.Length <= MaxHeld);
            return result.Need;
        }
    }
}
