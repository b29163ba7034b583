using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Gateway.Entities;

namespace OrleansRealtime.Tests.Gateway.Entities;

/// <summary>The rules of the merge one by one; <see cref="EntityMergePropertyTests"/> has every order of them.</summary>
public sealed class EntityMergeTests
{
    private const int MaxHeld = 4;

    private readonly TrueEntity _truth = new(new("demo", "workitem", "1"));

    [Fact]
    public void News_before_the_first_answer_is_held_and_joins_it()
    {
        _truth.Create();
        var answer = _truth.CatchUp(null);
        var committed = _truth.Patch("title", "1");

        var merge = EntityMerge.Nothing.Event(committed, MaxHeld).State.Answer(default, answer);

        Assert.Equal(_truth.Now.Snapshot, merge.State.Snapshot);
        Assert.Equal(MergeNeed.Nothing, merge.Need);
    }

    [Fact]
    public void A_change_applies_onto_its_own_position_only()
    {
        var merge = Opened();
        var second = _truth.Patch("title", "2");
        var third = _truth.Patch("title", "3");

        var early = merge.Event(third, MaxHeld);
        Assert.Equal((merge.Snapshot, MergeNeed.Ask), (early.State.Snapshot, early.Need));

        var both = early.State.Event(second, MaxHeld);
        Assert.Equal([2, 3], both.Applied.Select(change => change.Version));
        Assert.Equal(_truth.Now.Snapshot, both.State.Snapshot);

        var again = both.State.Event(second, MaxHeld);
        Assert.Same(both.State, again.State);
    }

    [Fact]
    public void Of_a_batch_that_overlaps_the_newer_tail_is_applied()
    {
        var merge = Opened();
        var changes = new[] { _truth.Patch("a", "1"), _truth.Patch("a", "2"), _truth.Patch("b", "3") }
            .SelectMany(committed => ((EntityChanged)committed).Changes).ToArray();
        merge = merge.Event(new EntityChanged("e1", [changes[0]]), MaxHeld).State;

        var result = merge.Event(new EntityChanged("e1", [.. changes]), MaxHeld);

        Assert.Equal([3, 4], result.Applied.Select(change => change.Version));
        Assert.Equal(_truth.Now.Snapshot, result.State.Snapshot);
    }

    [Fact]
    public void Too_much_that_does_not_chain_is_let_go_and_asked_for()
    {
        var merge = Opened();
        _truth.Patch("lost", "1");
        MergeResult result = default;
        for (var i = 0; i <= MaxHeld; i++)
        {
            result = merge.Event(_truth.Patch("title", "1"), MaxHeld);
            merge = result.State;
        }

        Assert.Equal(MergeNeed.Ask, result.Need);
        Assert.Empty(merge.Held);
        Assert.Equal(_truth.Now.Snapshot, merge.Answer(merge.Question, _truth.CatchUp(merge.Question.Since)).State.Snapshot);
    }

    [Fact]
    public void An_older_answer_of_a_stale_activation_is_asked_again()
    {
        var merge = Opened();
        var stale = _truth.Commits;
        merge = merge.Event(_truth.Patch("title", "2"), MaxHeld).State;

        var result = merge.Answer(merge.Question, _truth.CatchUpAfter(stale, merge.Question.Since));

        Assert.Equal((MergeNeed.Ask, merge.Snapshot), (result.Need, result.State.Snapshot));
    }

    [Fact]
    public void An_answer_that_news_overtook_is_no_reason_to_ask_again()
    {
        var merge = Opened();
        var question = merge.Question;
        var answer = _truth.CatchUp(question.Since);
        merge = merge.Event(_truth.Patch("title", "2"), MaxHeld).State;

        var result = merge.Answer(question, answer);

        Assert.Equal((MergeNeed.Nothing, merge.Snapshot), (result.Need, result.State.Snapshot));
    }

    [Fact]
    public void News_never_moves_to_another_life_but_an_answer_does()
    {
        var merge = Opened();
        _truth.Delete();
        var created = _truth.Create();
        var changed = _truth.Patch("title", "2");

        Assert.Equal((MergeNeed.Ask, merge), (merge.Event(created, MaxHeld).Need, merge.Event(created, MaxHeld).State));
        Assert.Equal((MergeNeed.Ask, merge), (merge.Event(changed, MaxHeld).Need, merge.Event(changed, MaxHeld).State));

        var result = merge.Answer(merge.Question, _truth.CatchUp(merge.Question.Since));
        Assert.True(result.Replaced);
        Assert.Equal(_truth.Now.Snapshot, result.State.Snapshot);
    }

    [Fact]
    public void A_life_whose_end_was_seen_never_comes_back()
    {
        var merge = Opened();
        var firstLife = _truth.Commits;
        var deleted = _truth.Delete();
        merge = merge.Event(deleted, MaxHeld).State;
        _truth.Create();
        merge = merge.Answer(merge.Question, _truth.CatchUp(merge.Question.Since)).State;

        Assert.Same(merge, merge.Event(deleted, MaxHeld).State);
        Assert.Equal(MergeNeed.Nothing, merge.Event(deleted, MaxHeld).Need);
        var stale = merge.Answer(merge.Question, _truth.CatchUpAfter(firstLife, merge.Question.Since));
        Assert.Equal((MergeNeed.Ask, merge.Snapshot), (stale.Need, stale.State.Snapshot));
    }

    /// <summary>Once the merge took the life that it was at for the later of the two, and never got back to the present one.</summary>
    [Fact]
    public void A_stale_activation_from_an_unknown_former_life_is_not_the_end_of_it()
    {
        _truth.Create();
        var firstLife = _truth.Commits;
        _truth.Delete();
        _truth.Create();
        var merge = EntityMerge.Nothing.Answer(default, _truth.CatchUp(null)).State;

        merge = merge.Answer(merge.Question, _truth.CatchUpAfter(firstLife, merge.Question.Since)).State;
        merge = merge.Answer(merge.Question, _truth.CatchUp(merge.Question.Since)).State;

        Assert.Equal(_truth.Now.Snapshot, merge.Snapshot);
    }

    [Fact]
    public void A_deletion_applies_after_the_last_change_and_waits_for_it()
    {
        var merge = Opened();
        var last = _truth.Patch("title", "2");
        var deleted = _truth.Delete();

        var early = merge.Event(deleted, MaxHeld);
        Assert.Equal((MergeNeed.Ask, merge.Snapshot), (early.Need, early.State.Snapshot));

        var both = early.State.Event(last, MaxHeld).State;
        Assert.Null(both.Snapshot);
        Assert.Equal((true, _truth.At), (both.IsTombstone, both.Last));
    }

    [Fact]
    public void A_head_that_is_ahead_is_asked_about_and_one_that_is_behind_is_not()
    {
        var merge = Opened();
        var behind = _truth.Head;
        var committed = _truth.Patch("title", "2");

        var ahead = merge.Head(_truth.Head);
        Assert.Equal(MergeNeed.Ask, ahead.Need);
        Assert.True(ahead.State.IsIncomplete);

        var caught = ahead.State.Event(committed, MaxHeld);
        Assert.Equal((MergeNeed.Nothing, false), (caught.Need, caught.State.IsIncomplete));
        Assert.Equal(MergeNeed.Nothing, caught.State.Head(behind).Need);
    }

    [Fact]
    public void A_head_without_an_end_to_it_is_asked_about_once()
    {
        var merge = Opened();
        var wrong = merge.Head("e1:99").State;

        var result = wrong.Answer(wrong.Question, _truth.CatchUp(wrong.Question.Since));

        Assert.Equal((MergeNeed.Nothing, false), (result.Need, result.State.IsIncomplete));
    }

    [Fact]
    public void An_answer_to_a_question_of_before_says_nothing_of_a_head()
    {
        var merge = Opened();
        var question = merge.Question;
        var answer = _truth.CatchUp(question.Since);
        _truth.Patch("title", "2");

        var result = merge.Head(_truth.Head).State.Answer(question, answer);

        Assert.True(result.State.IsIncomplete);
    }

    [Theory]
    [InlineData("")]
    [InlineData("e2:1")]
    [InlineData("rubbish")]
    public void A_head_of_another_life_or_none_is_asked_about(string head) => Assert.Equal(MergeNeed.Ask, Opened().Head(head).Need);

    [Fact]
    public void What_is_gone_without_a_trace_never_comes_back_older()
    {
        var merge = Opened();
        var older = _truth.Commits;
        merge = merge.Event(_truth.Patch("title", "2"), MaxHeld).State;

        merge = merge.Answer(merge.Question, new(null, EntityReading.NotThere)).State;
        Assert.Equal((true, null, ""), (merge.IsKnown, merge.Snapshot, merge.Head("").State.Snapshot is null ? "" : "there"));

        Assert.Equal(MergeNeed.Ask, merge.Answer(merge.Question, _truth.CatchUpAfter(older, null)).Need);
        Assert.Equal(_truth.Now.Snapshot, merge.Answer(merge.Question, _truth.CatchUp(null)).State.Snapshot);
    }

    private EntityMerge Opened()
    {
        _truth.Create(("title", "1"));
        return EntityMerge.Nothing.Answer(default, _truth.CatchUp(null)).State;
    }
}
