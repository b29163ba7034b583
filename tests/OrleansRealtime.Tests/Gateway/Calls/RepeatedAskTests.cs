using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Gateway.Calls;

namespace OrleansRealtime.Tests.Gateway.Calls;

/// <summary>Which of several answers to one question counts, and when it is asked again.</summary>
public sealed class RepeatedAskTests
{
    private static readonly EntityOutcome Done = new(EntityEffect.Changed);
    private static readonly EntityOutcome Refused = EntityOutcome.Refused(ProblemCodes.PositionConflict);

    private readonly ManualTimeProvider _time = new();
    private readonly TaskCompletionSource<object?>[] _asks = [Ask(), Ask(), Ask(), Ask(), Ask(), Ask()];
    private readonly Queue<TaskCompletionSource<object?>> _further;
    private int _askedAgain;

    public RepeatedAskTests() => _further = new(_asks[1..]);

    [Fact]
    public async Task What_is_answered_soon_is_asked_once()
    {
        var answer = AnswerAsync();
        _asks[0].SetResult(Done);

        Assert.Same(Done, await answer.Within("the answer"));
        _time.Advance(10 * RepeatedAsk.Patience);
        Assert.Equal(0, _askedAgain);
    }

    [Fact]
    public async Task What_fails_soon_is_asked_once()
    {
        var answer = AnswerAsync();
        _asks[0].SetException(new SiloUnavailableException());

        await Assert.ThrowsAsync<SiloUnavailableException>(() => answer.Within("the answer"));
        Assert.Equal(0, _askedAgain);
    }

    [Fact]
    public async Task What_is_not_answered_then_is_asked_again_once_more_and_no_further()
    {
        var answer = await LateAnswerAsync();
        await AskedAgainAsync(2);
        _time.Advance(10 * RepeatedAsk.Patience);
        Assert.False(answer.IsCompleted);
        Assert.Empty(_further);

        _asks[5].SetResult(Done);

        Assert.Same(Done, await answer.Within("the answer"));
        Assert.Equal(2, _askedAgain);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whichever_ask_is_answered_first_with_a_yes_counts(int ask)
    {
        var answer = await LateAnswerAsync();

        _asks[ask].SetResult(Done);

        Assert.Same(Done, await answer.Within("the answer"));
        _time.Advance(10 * RepeatedAsk.Patience);
        Assert.Equal(1, _askedAgain);
    }

    [Fact]
    public async Task Null_is_an_answer()
    {
        var answer = await LateAnswerAsync();

        _asks[1].SetResult(null);

        Assert.Null(await answer.Within("the answer"));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    public async Task A_failure_or_a_refusal_waits_for_the_asks_that_are_under_way(int no, int yes)
    {
        var answer = await LateAnswerAsync();

        if (no == 0) _asks[no].SetException(new SiloUnavailableException());
        else _asks[no].SetResult(Refused);
        Assert.False(answer.IsCompleted);
        _asks[yes].SetResult(Done);

        Assert.Same(Done, await answer.Within("the answer"));
    }

    [Fact]
    public async Task What_all_asks_were_refused_is_refused()
    {
        var answer = await LateAnswerAsync();

        foreach (var ask in _asks[..3]) ask.SetResult(Refused);

        Assert.Same(Refused, await answer.Within("the answer"));
    }

    [Fact]
    public async Task Where_one_ask_was_refused_and_another_failed_nobody_knows_what_was_done()
    {
        var answer = await LateAnswerAsync();

        _asks[0].SetResult(Refused);
        _asks[1].SetResult(Refused);
        _asks[2].SetException(new TimeoutException());

        await Assert.ThrowsAsync<TimeoutException>(() => answer.Within("the answer"));
    }

    [Fact]
    public async Task And_where_the_outcome_of_one_is_not_known()
    {
        var unknown = EntityOutcome.Refused(ProblemCodes.OutcomeUnknown);
        var answer = await LateAnswerAsync();

        _asks[0].SetResult(Refused);
        _asks[1].SetResult(unknown);
        _asks[2].SetResult(Refused);

        Assert.Same(unknown, await answer.Within("the answer"));
    }

    [Fact]
    public async Task A_question_that_may_not_be_asked_again_is_waited_for()
    {
        var answer = RepeatedAsk.AnswerAsync(_asks[0].Task, _ => [], _time);
        _time.Advance(10 * RepeatedAsk.Patience);
        Assert.False(answer.IsCompleted);

        _asks[0].SetResult(Done);

        Assert.Same(Done, await answer.Within("the answer"));
    }

    private static TaskCompletionSource<object?> Ask() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Task<object?> AnswerAsync() => RepeatedAsk.AnswerAsync(
        _asks[0].Task,
        times =>
        {
            var asks = Enumerable.Range(0, times).Select(_ => _further.Dequeue().Task).ToList();
            Interlocked.Increment(ref _askedAgain);
            return asks;
        },
        _time);

    /// <summary>The question has been asked again.</summary>
    /// <returns>What becomes of it: a task in a task, or this would wait for it.</returns>
    private async Task<Task<object?>> LateAnswerAsync()
    {
        var answer = AnswerAsync();
        await AskedAgainAsync(1);
        return answer;
    }

    private async Task AskedAgainAsync(int times)
    {
        await _time.TimerSetAsync(RepeatedAsk.Patience, "the question to wait for its answer");
        _time.Advance(RepeatedAsk.Patience);
        await Waiting.UntilAsync(() => Task.FromResult(Volatile.Read(ref _askedAgain)), asked => asked == times, "the question to be asked again");
    }
}
