using Microsoft.Extensions.Time.Testing;
using OrleansRealtime.Server;

namespace OrleansRealtime.Tests.Server;

public sealed class ExpiringCacheTests
{
    private readonly FakeTimeProvider _time = new();
    private int _asked;

    [Fact]
    public async Task An_answer_is_asked_for_once_and_again_when_it_is_old()
    {
        var cache = Cache();
        await AskAsync(cache, "a");
        _time.Advance(TimeSpan.FromSeconds(9));
        await AskAsync(cache, "a");
        Assert.Equal(1, _asked);
        _time.Advance(TimeSpan.FromSeconds(1));
        await AskAsync(cache, "a");
        Assert.Equal(2, _asked);
    }

    [Fact]
    public async Task What_was_removed_is_asked_for_again()
    {
        var cache = Cache();
        await AskAsync(cache, "a");
        await AskAsync(cache, "b");
        cache.Remove("a");
        await AskAsync(cache, "a");
        Assert.Equal(3, _asked);
        cache.RemoveWhere(key => key == "b");
        await AskAsync(cache, "a");
        await AskAsync(cache, "b");
        Assert.Equal(4, _asked);
    }

    /// <summary>Otherwise access that was taken away while it was being asked for would stay for as long as an answer is good.</summary>
    [Fact]
    public async Task An_answer_that_was_under_way_during_a_removal_is_not_kept()
    {
        var cache = Cache();
        var answer = new TaskCompletionSource<int>();
        var asking = cache.GetAsync("a", _ => answer.Task, TestContext.Current.CancellationToken);
        cache.Remove("a");
        answer.SetResult(7);
        Assert.Equal(7, await asking);
        Assert.Equal(1, await AskAsync(cache, "a"));
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        var cache = Cache();
        await Assert.ThrowsAsync<IOException>(async () => await cache.GetAsync("a", _ => throw new IOException(), TestContext.Current.CancellationToken));
        Assert.Equal(1, await AskAsync(cache, "a"));
    }

    [Fact]
    public async Task Those_who_ask_at_once_share_one_question_and_its_failure()
    {
        var cache = Cache();
        var answer = new TaskCompletionSource<int>();
        var both = new[] { AskOnceAsync(), AskOnceAsync() };
        answer.SetException(new IOException());
        foreach (var asking in both) await Assert.ThrowsAsync<IOException>(() => asking.Within("one who asks"));
        Assert.Equal(1, _asked);
        Assert.Equal(2, await AskAsync(cache, "a"));

        Task<int> AskOnceAsync() => cache.GetAsync(
            "a",
            _ =>
            {
                _asked++;
                return answer.Task;
            },
            TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task One_who_waits_no_longer_leaves_the_question_to_the_others()
    {
        var cache = Cache();
        var answer = new TaskCompletionSource<int>();
        using var impatience = new CancellationTokenSource();
        var impatient = cache.GetAsync("a", _ => answer.Task, impatience.Token);
        var patient = cache.GetAsync("a", _ => answer.Task, TestContext.Current.CancellationToken);
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => impatient.Within("the impatient one"));
        answer.SetResult(7);
        Assert.Equal(7, await patient.Within("the patient one"));
    }

    [Fact]
    public async Task When_it_is_full_the_oldest_answer_goes_and_the_others_stay()
    {
        var cache = Cache(capacity: 3);
        foreach (var key in "abcd") await AskAsync(cache, $"{key}");
        foreach (var key in "bcd") await AskAsync(cache, $"{key}");
        Assert.Equal(4, _asked);
        await AskAsync(cache, "a");
        Assert.Equal(5, _asked);
    }

    [Fact]
    public async Task It_never_holds_more_than_it_may()
    {
        var cache = Cache(capacity: 10);
        for (var i = 0; i < 1_000; i++)
        {
            await AskAsync(cache, $"key {i}");
            Assert.InRange(cache.Count, 1, 10);
        }
    }

    private ExpiringCache<string, int> Cache(int capacity = 100) => new(TimeSpan.FromSeconds(10), capacity, _time);

    private Task<int> AskAsync(ExpiringCache<string, int> cache, string key) => cache.GetAsync(key, _ => Task.FromResult(++_asked));
}
