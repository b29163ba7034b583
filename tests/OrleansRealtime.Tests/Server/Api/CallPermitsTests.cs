using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Api.Requests;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Tests.Server.Api;

public sealed class CallPermitsTests
{
    [Fact]
    public async Task Who_has_no_turn_within_the_calls_time_is_turned_away_and_takes_none_later()
    {
        var time = new ManualTimeProvider();
        using var permits = new CallPermits(Options.Create(new ApiOptions { MaxConcurrentCalls = 1 }));
        var first = new HttpResponseThatEnds();
        await permits.EnterAsync(first.Http);
        using (CallTime.Begin(TimeSpan.FromSeconds(3), time))
        {
            var second = permits.EnterAsync(new DefaultHttpContext()).AsTask();
            time.Advance(TimeSpan.FromSeconds(3));
            var refused = await Assert.ThrowsAsync<ProblemException>(() => second.Within("the second call"));
            Assert.Equal(ProblemCodes.Overloaded, refused.Error);
        }

        first.End();
        await permits.EnterAsync(new DefaultHttpContext()).AsTask().Within("the third call");
    }

    [Fact]
    public async Task So_many_wait_for_a_turn_and_one_more_is_turned_away_at_once()
    {
        using var permits = new CallPermits(Options.Create(new ApiOptions { MaxConcurrentCalls = 1, MaxWaitingCalls = 1 }));
        var first = new HttpResponseThatEnds();
        await permits.EnterAsync(first.Http);
        var second = permits.EnterAsync(new DefaultHttpContext()).AsTask();

        var refused = await Assert.ThrowsAsync<ProblemException>(() => permits.EnterAsync(new DefaultHttpContext()).AsTask().Within("the third call"));
        Assert.Equal((ProblemCodes.Overloaded, false), (refused.Error, second.IsCompleted));
        first.End();
        await second.Within("the second call");
    }

    /// <summary>A response that is done when a test says so.</summary>
    private sealed class HttpResponseThatEnds : Microsoft.AspNetCore.Http.Features.HttpResponseFeature
    {
        private readonly List<(Func<object, Task> Callback, object State)> _completed = [];

        public HttpResponseThatEnds()
        {
            Http = new DefaultHttpContext();
            Http.Features.Set<Microsoft.AspNetCore.Http.Features.IHttpResponseFeature>(this);
        }

        public HttpContext Http { get; }

        public override void OnCompleted(Func<object, Task> callback, object state) => _completed.Add((callback, state));

        public void End() => _completed.ForEach(completed => completed.Callback(completed.State).GetAwaiter().GetResult());
    }
}
