using System.Collections.Immutable;
using System.Globalization;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Entities;

namespace OrleansRealtime.Tests.Gateway.Entities;

/// <summary>
/// Every interleaving, tried one after the other: a short history, a process that subscribes at some point of it, and from each situation
/// every step that is possible, until none is new. Events come in any order, doubled, in batches or never (a run may end anywhere, and what
/// had not come by then is a gap); the grain is asked any time, answers any time later with changes or with a state, and the answer arrives
/// any time after that; heads come early, late and from before. Situations that differ in nothing that counts are looked at once.
/// </summary>
public sealed class EntityMergeInterleavingTests
{
    /// <summary>C creates, P patches, D deletes.</summary>
    /// <param name="history">The commits.</param>
    /// <param name="situations">How many different ones there are at the least: that the search reaches far is tested too.</param>
    [Theory]
    [InlineData("CPPP", 5_000)]
    [InlineData("CPDCP", 5_000)]
    [InlineData("CDCD", 5_000)]
    [InlineData("CPPDC", 5_000)]
    public void From_every_situation_every_step_keeps_the_promises(string history, int situations)
    {
        var seen = 0;
        for (var subscribed = 0; subscribed <= history.Length; subscribed++) seen += new Search(history, subscribed).Run();
        Assert.True(seen >= situations, $"only {seen} situations");
    }

    /// <summary>As in a search without stale activations, but one answer or head may come from any time before.</summary>
    [Theory]
    [InlineData("CPP", 5_000)]
    [InlineData("CPDC", 5_000)]
    public void Also_when_a_stale_activation_answers(string history, int situations)
    {
        var seen = 0;
        for (var subscribed = 0; subscribed <= history.Length; subscribed++)
            seen += new Search(history, subscribed, staleAnswers: 1).Run();
        Assert.True(seen >= situations, $"only {seen} situations");
    }

    private enum Question
    {
        None,
        Asked,
        Answered,
    }

    /// <summary>Where a run stands.</summary>
    /// <param name="Commits">How many there were.</param>
    /// <param name="Came">How often the event of each has come.</param>
    /// <param name="Doubles">How many may still come twice.</param>
    /// <param name="IsDue">The merge wanted a question that was not asked yet.</param>
    /// <param name="Highest">How far each life was known, and whether its tombstone was.</param>
    private sealed record Situation(
        int Commits,
        ImmutableArray<int> Came,
        int Doubles,
        int Questions,
        int Heads,
        int Stale,
        bool IsDue,
        EntityMerge Merge,
        Question Question,
        EntityQuestion Asked,
        EntityCatchUp? Answer,
        ImmutableSortedDictionary<string, (long Version, bool IsOver)> Highest,
        string Path)
    {
        /// <summary>All that counts for what can follow.</summary>
        public string Key => string.Join(
            '|',
            Commits,
            string.Concat(Came),
            Doubles,
            Questions,
            Heads,
            Stale,
            IsDue,
            Question,
            Question == Question.None ? "" : $"{Asked.Since} {Asked.Heard}",
            Answer is null ? "" : $"{Answer.Changes?.Length} {Answer.Reading?.Position} {Answer.Reading?.DeletedAt}",
            Merge.IsKnown,
            Merge.Snapshot?.Position,
            Merge.Last,
            Merge.IsTombstone,
            Merge.Heard,
            string.Join(',', Merge.Held.Select(held => $"{held.Epoch}:{held.Version}{(held.Change is null ? "D" : "")}")),
            string.Join(',', Merge.Former.Select(life => $"{life.Last}{life.HasEnded}")),
            string.Join(',', Highest.Select(life => $"{life.Key}:{life.Value}")));
    }

    private sealed class Search
    {
        private const int MaxHeld = 8;

        private readonly TrueEntity _truth = new(new("demo", "workitem", "1"));
        private readonly HashSet<string> _seen = [];
        private readonly Stack<Situation> _next = new();
        private readonly int _subscribed;
        private readonly int _staleAnswers;

        public Search(string history, int subscribed, int staleAnswers = 0)
        {
            foreach (var (i, commit) in history.Index())
            {
                switch (commit)
                {
                    case 'C':
                        _truth.Create(("title", "0"));
                        break;
                    case 'P':
                        _truth.Patch($"f{i % 2}", i % 3 == 2 ? JsonFields.Removed : i.ToString(CultureInfo.InvariantCulture));
                        break;
                    default:
                        _truth.Delete();
                        break;
                }
            }

            _subscribed = subscribed;
            _staleAnswers = staleAnswers;
            Visit(new(
                subscribed, [.. Enumerable.Repeat(0, history.Length)], 1, 2, 1, staleAnswers, false, EntityMerge.Nothing, Question.None, default, null,
                ImmutableSortedDictionary<string, (long, bool)>.Empty, $"subscribed after {subscribed}"));
        }

        private int All => _truth.Commits;

        public int Run()
        {
            while (_next.TryPop(out var situation))
            {
                EndsAtTheTruth(situation);
                IsNotStaleInSilence(situation);
                Steps(situation);
            }

            return _seen.Count;
        }

        private void Visit(Situation situation)
        {
            if (_seen.Add(situation.Key)) _next.Push(situation);
        }

        private void Steps(Situation at)
        {
            if (at.Commits < All) Visit(at with { Commits = at.Commits + 1, Path = at.Path + ", commit" });
            Events(at);
            Ask(at);
            for (var commits = at.Stale > 0 ? 0 : _subscribed; at.Heads > 0 && commits <= at.Commits; commits++)
            {
                var head = at with { Heads = at.Heads - 1 };
                Merged(head, at.Merge.Head(_truth.HeadAfter(commits)), $"head {_truth.HeadAfter(commits)}", commits == All);
            }
        }

        /// <summary>Of commits since the subscription, alone or with the next in one event.</summary>
        private void Events(Situation at)
        {
            for (var i = _subscribed; i < at.Commits; i++)
            {
                if (at.Came[i] > 0 && at.Doubles == 0) continue;
                var one = at with { Came = at.Came.SetItem(i, at.Came[i] + 1), Doubles = at.Doubles - (at.Came[i] > 0 ? 1 : 0) };
                Merged(one, at.Merge.Event(_truth.Events[i], MaxHeld), $"event {i + 1}");
                if (i + 1 == at.Commits || at.Came[i + 1] > 0) continue;
                if (_truth.Events[i] is not EntityChanged first || _truth.Events[i + 1] is not EntityChanged second) continue;
                var both = one with { Came = one.Came.SetItem(i + 1, 1) };
                var batch = new EntityChanged(first.Epoch, [.. first.Changes, .. second.Changes]);
                Merged(both, at.Merge.Event(batch, MaxHeld), $"events {i + 1} and {i + 2}");
            }
        }

        private void Ask(Situation at)
        {
            switch (at.Question)
            {
                case Question.None when at.Questions > 0:
                    var question = at.Merge.Question;
                    Visit(at with
                    {
                        Question = Question.Asked, Asked = question, IsDue = false, Questions = at.Questions - 1, Path = $"{at.Path}, ask since {question.Since}",
                    });
                    break;
                case Question.Asked:
                    for (var commits = at.Stale > 0 ? 0 : at.Commits; commits <= at.Commits; commits++)
                    {
                        foreach (var log in (int[])[int.MaxValue, 0])
                        {
                            var answer = _truth.CatchUpAfter(commits, at.Asked.Since, log);
                            Visit(at with
                            {
                                Question = Question.Answered,
                                Answer = answer,
                                Stale = commits < at.Commits ? at.Stale - 1 : at.Stale,
                                Path = $"{at.Path}, {(answer.Changes is null ? "state" : "changes")} as of commit {commits}",
                            });
                        }
                    }

                    break;
                case Question.Answered:
                    var merged = at.Merge.Answer(at.Asked, at.Answer!);
                    Merged(at with { Question = Question.None, Asked = default, Answer = null }, merged, "answer", isAnswer: true);
                    break;
            }
        }

        /// <summary>What every merge keeps: only what was committed, never back, one chain.</summary>
        private void Merged(Situation before, MergeResult result, string step, bool isLastHead = false, bool isAnswer = false)
        {
            var after = before with { Merge = result.State, IsDue = before.IsDue || result.Need == MergeNeed.Ask, Path = $"{before.Path}, {step}" };
            if (result.State is { IsKnown: true, Last: { } last } merge)
            {
                var known = before.Highest.GetValueOrDefault(last.Epoch);
                Keeps(last.Version >= known.Version, after, "goes back");
                Keeps(!known.IsOver || merge.IsTombstone, after, "rises from its tombstone");
                after = after with { Highest = before.Highest.SetItem(last.Epoch, (last.Version, merge.IsTombstone)) };
            }

            if (result.State.Snapshot is { } snapshot)
            {
                Keeps(snapshot.Equals(_truth.SnapshotAt(snapshot.Position)), after, $"has {snapshot}, which was never committed");
                if (result.Applied.IsDefaultOrEmpty && !result.Replaced)
                    Keeps(ReferenceEquals(before.Merge.Snapshot, snapshot), after, "changed the state and did not say so");
            }

            if (!result.Applied.IsDefaultOrEmpty)
            {
                if (!result.Replaced) Keeps(before.Merge.Last!.Value.Version == result.Applied[0].From, after, "applied what does not chain");
                for (var i = 1; i < result.Applied.Length; i++)
                    Keeps(result.Applied[i - 1].Version == result.Applied[i].From, after, "applied with a hole");
            }

            // A gap from before is waited for already, until an answer comes.
            var isWaitedFor = before.Merge.IsIncomplete && !isAnswer;
            Keeps(result.Need != MergeNeed.Nothing || !result.State.IsIncomplete || isWaitedFor, after, "has a gap and waits for nothing");
            if (isLastHead && result.State.IsKnown && before.Commits == All)
                Keeps(after.IsDue || result.State.IsIncomplete || IsTrue(result.State), after, "was told the last position, lacks it and is content");
            Visit(after);
        }

        /// <summary>Whatever was lost: the grain asked now, its answers make it true.</summary>
        private void EndsAtTheTruth(Situation at)
        {
            if (at.Commits < All) return;
            var merge = at.Merge;
            // One question may be too early for what is held; more than three are never needed.
            for (var i = 0; i < 3; i++)
            {
                var result = merge.Answer(merge.Question, _truth.CatchUp(merge.Question.Since));
                merge = result.State;
                if (result.Need == MergeNeed.Nothing) break;
            }

            Keeps(IsTrue(merge) && !merge.IsIncomplete, at, $"asked now, ends at {merge.Last} and not at {_truth.Head}");
        }

        /// <summary>All events came, opening is over and nothing is asked for: then nothing may be missing.</summary>
        private void IsNotStaleInSilence(Situation at)
        {
            // Whoever believed a stale activation hears of it with the next head.
            if (at.Stale < _staleAnswers) return;
            if (at.Commits < All || at.Question != Question.None || !at.Merge.IsKnown || at.IsDue || at.Merge.IsIncomplete) return;
            for (var i = _subscribed; i < All; i++)
            {
                if (at.Came[i] == 0) return;
            }

            Keeps(IsTrue(at.Merge), at, $"heard everything, and is content with {at.Merge.Last} instead of {_truth.Head}");
        }

        private bool IsTrue(EntityMerge merge) =>
            Equals(merge.Snapshot, _truth.Now.Snapshot) && (merge.IsTombstone ? merge.Last : null) == _truth.Now.DeletedAt;

        private static void Keeps(bool kept, Situation at, string broken)
        {
            if (!kept) Assert.Fail($"{broken}: {at.Path}");
        }
    }
}
