using System.Globalization;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Server.Auth;

namespace OrleansRealtime.Tests.Server.Auth;

/// <summary>How many requests the application gets for how many questions, and what an application gets that takes one at a time.</summary>
public sealed class AccessQuestionsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _time = new();
    private readonly List<int> _requests = [];
    private readonly TaskCompletionSource _release = new();
    private readonly AccessQuestions _questions;
    private bool _takesMany = true;
    private bool _refusesEach;
    private HttpStatusCode? _refusal;

    public AccessQuestionsTests() => _questions = new(AnswerAsync, Patience, 2_000, _time);

    [Fact]
    public async Task Five_hundred_questions_are_five_requests_and_each_gets_its_own_answer()
    {
        var answers = Ask(500);
        _release.SetResult();

        Assert.Equal(Expected(500), await Task.WhenAll(answers).Within("the answers"));
        Assert.Equal([1, 1, 1, 1, 496], _requests);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(HttpStatusCode.BadRequest)]
    [InlineData(HttpStatusCode.InternalServerError)]
    public async Task An_application_that_takes_one_at_a_time_is_asked_so(HttpStatusCode? refusal)
    {
        (_takesMany, _refusal) = (false, refusal);
        var answers = Ask(100);
        _release.SetResult();

        Assert.Equal(Expected(100), await Task.WhenAll(answers).Within("the answers"));
        Assert.Single(_requests, count => count > 1);
    }

    [Fact]
    public async Task An_application_that_fails_has_answered_none()
    {
        var answers = Ask(10);
        (_refusal, _refusesEach) = (HttpStatusCode.InternalServerError, true);
        _release.SetResult();

        foreach (var answer in answers) await Assert.ThrowsAsync<HttpRequestException>(() => answer.Within("a failure"));
    }

    [Fact]
    public async Task A_question_whose_turn_does_not_come_fails()
    {
        var answers = Ask(10);
        _time.Advance(Patience);
        _release.SetResult();

        foreach (var answer in answers[4..]) await Assert.ThrowsAsync<TimeoutException>(() => answer.Within("a failure"));
    }

    [Fact]
    public async Task More_than_may_wait_are_refused()
    {
        var answers = Ask(2_000 + AccessQuestions.MaxRequests + 1);

        await Assert.ThrowsAsync<HttpRequestException>(() => answers[^1].Within("a failure"));
        Assert.False(answers[^2].IsCompleted);
    }

    private static EntityAccess Access(int i) => (EntityAccess)(i % 3);

    private static IEnumerable<EntityAccess> Expected(int count) => Enumerable.Range(0, count).Select(Access);

    private Task<EntityAccess>[] Ask(int count) =>
        [.. Enumerable.Range(0, count).Select(i => _questions.AskAsync(new("demo", "ana", "workitem", $"{i}")))];

    private async Task<IReadOnlyList<EntityAccess>> AnswerAsync(IReadOnlyList<AccessQuestion> questions)
    {
        lock (_requests) _requests.Add(questions.Count);
        await _release.Task;
        if ((questions.Count > 1 || _refusesEach) && _refusal is { } status) throw new HttpRequestException("no", null, status);
        EntityAccess[] answers = [.. questions.Select(question => Access(int.Parse(question.Id, CultureInfo.InvariantCulture)))];
        return _takesMany ? answers : answers[..1];
    }
}
