using System.Net;
using OrleansRealtime.Client;
using OrleansRealtime.Client.Entities;
using OrleansRealtime.Client.Rest;
using OrleansRealtime.Tests.Server;
using static OrleansRealtime.Tests.Client.FaultyNetwork;

namespace OrleansRealtime.Tests.Client;

/// <summary>What fails for a while is tried again, and takes effect once.</summary>
[Collection(nameof(SharedWebServer))]
public sealed class RetryTests(WebServerApp app)
{
    private readonly EntityRef _item = new("workitem", $"{Guid.NewGuid():n}");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_patch_whose_answers_are_lost_is_applied_once()
    {
        var network = new FaultyNetwork(Pass, LoseAnswer, LoseAnswer, LoseRequest);
        await using var own = ClientUnderTest.Of(app, network);
        var created = await own.Client.CreateAsync(_item, new WorkItem("one"), cancellation: Stop);

        var patched = await own.Client.PatchAsync<WorkItem>(_item, new { title = "two" }, new() { IfMatch = created.Position }, Stop);

        Assert.Equal((2, "two"), (patched.Position.Version, patched.Fields.Title));
        var tries = network.Sent.Where(sent => sent.Method == HttpMethod.Patch).ToList();
        Assert.Equal(4, tries.Count);
        Assert.NotNull(Assert.Single(tries.Select(sent => sent.Key).Distinct()));
        Assert.Equal(2, (await own.Client.GetAsync<WorkItem>(_item, Stop))!.Position.Version);
    }

    [Fact]
    public async Task So_are_all_other_mutations()
    {
        var network = new FaultyNetwork(LoseAnswer, Pass, LoseAnswer, Pass, LoseAnswer, Pass, LoseAnswer);
        await using var own = ClientUnderTest.Of(app, network);
        Assert.Equal((1, "one"), await SeenAsync(own.Client.CreateAsync(_item, new WorkItem("one"), cancellation: Stop)));
        Assert.Equal((2, "two"), await SeenAsync(own.Client.PutAsync(_item, new WorkItem("two"), cancellation: Stop)));
        Assert.Equal(new("", 3), (await own.Client.Comments.AddAsync(_item, "three", cancellation: Stop)).Position with { Epoch = "" });
        await own.Client.DeleteAsync(_item, cancellation: Stop);
        Assert.Equal(7 + 1, network.Sent.Count);
        Assert.Null(await own.Client.GetAsync<WorkItem>(_item, Stop));

        static async Task<(long, string)> SeenAsync(Task<Entity<WorkItem>> mutation)
        {
            var entity = await mutation;
            return (entity.Position.Version, entity.Fields.Title);
        }
    }

    [Fact]
    public async Task A_repeat_that_finds_the_entity_gone_on_reads_it()
    {
        await using var other = ClientUnderTest.Of(app, new FaultyNetwork());
        var network = new FaultyNetwork(Pass, LoseAnswerWhileAnotherEditsAsync);
        await using var own = ClientUnderTest.Of(app, network);
        await own.Client.CreateAsync(_item, new WorkItem("one"), cancellation: Stop);

        var put = await own.Client.PutAsync(_item, new WorkItem("two"), cancellation: Stop);

        Assert.Equal((3, "three"), (put.Position.Version, put.Fields.Title));
        Assert.Equal(HttpMethod.Get, network.Sent[^1].Method);

        async Task<HttpResponseMessage> LoseAnswerWhileAnotherEditsAsync(Func<Task<HttpResponseMessage>> send)
        {
            using var answer = await send();
            await other.Client.PatchAsync<WorkItem>(_item, new { title = "three" }, cancellation: Stop);
            throw new HttpRequestException("The answer was lost.");
        }
    }

    [Fact]
    public async Task A_batch_whose_answer_is_lost_is_applied_once()
    {
        await using var own = ClientUnderTest.Of(app, new FaultyNetwork(LoseAnswer));
        var results = await own.Client.BatchAsync(
            [BatchOperation.Put(_item, new WorkItem("one")), BatchOperation.Patch(_item, new { title = "two" })],
            cancellation: Stop);
        Assert.All(results, result => Assert.True(result.Replayed));
        Assert.Equal(2, (await own.Client.GetAsync<WorkItem>(_item, Stop))!.Position.Version);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests)]
    [InlineData(HttpStatusCode.BadGateway)]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task What_is_over_soon_is_tried_again(HttpStatusCode status)
    {
        await using var own = ClientUnderTest.Of(app, new FaultyNetwork(Answer(status, "<html>"), Answer(status, """{"code":"unavailable","title":"Not now."}""")));
        Assert.Equal("one", (await own.Client.CreateAsync(_item, new WorkItem("one"), cancellation: Stop)).Fields.Title);
    }

    [Fact]
    public async Task Nothing_is_tried_for_longer_than_it_may_be()
    {
        var time = new ManualTimeProvider();
        await using var own = Alone(time, Answer(HttpStatusCode.ServiceUnavailable, """{"code":"outcome_unknown","title":"Nobody knows."}""", retryAfter: 7),
            Answer(HttpStatusCode.TooManyRequests, """{"code":"overloaded","title":"Too many."}""", retryAfter: 60));

        var patching = own.Client.PatchAsync<WorkItem>(_item, new { title = "two" }, cancellation: Stop);
        // The server's wish, and up to 300 ms more.
        await Waiting.UntilAsync(
            () => Task.FromResult(time.NextDue), due => due >= TimeSpan.FromSeconds(7) && due <= TimeSpan.FromSeconds(7.3), "the wait for the second try");
        time.Advance(TimeSpan.FromSeconds(7.3));

        var failure = await Assert.ThrowsAsync<RealtimeException>(() => patching);
        Assert.Equal((ErrorCodes.Overloaded, 429, TimeSpan.FromSeconds(60), true), (failure.Code, failure.Status, failure.RetryAfter, failure.IsTemporary));
        Assert.True(failure.OutcomeUnknown, "The first try may have been committed.");
    }

    [Fact]
    public async Task A_refusal_after_a_lost_answer_says_what_became_of_it()
    {
        await using var own = ClientUnderTest.Of(app, new FaultyNetwork(LoseRequest));
        var refused = await Assert.ThrowsAsync<RealtimeException>(() => own.Client.PatchAsync<WorkItem>(_item, new { title = "two" }, new() { IfExists = true }, Stop));
        Assert.Equal((ErrorCodes.PositionConflict, false), (refused.Code, refused.OutcomeUnknown));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_given_up()
    {
        var time = new ManualTimeProvider();
        var silent = new SilentNetwork();
        await using var own = new ClientUnderTest(options =>
        {
            (options.Url, options.Workspace, options.ApiKey, options.RetryFor) = (new("http://nobody.example"), "demo", "key", TimeSpan.Zero);
        }, silent, time);
        var reading = own.Client.GetAsync<WorkItem>(_item, Stop);
        await silent.Asked.Within("the request");
        time.Advance(TimeSpan.FromSeconds(30));
        var failure = await Assert.ThrowsAsync<RealtimeException>(() => reading);
        Assert.Equal((ErrorCodes.Network, "The platform did not answer within 30 s."), (failure.Code, failure.Message));
    }

    [Fact]
    public async Task Whoever_cancels_waits_no_longer()
    {
        var silent = new SilentNetwork();
        await using var own = ClientUnderTest.Of(app, silent);
        using var cancel = new CancellationTokenSource();
        var reading = own.Client.GetAsync<WorkItem>(_item, cancel.Token);
        await silent.Asked.Within("the request");
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task What_answers_and_is_not_the_platform_is_told_from_it()
    {
        var time = new ManualTimeProvider();
        await using var own = Alone(time, Answer(HttpStatusCode.OK, "<html>Welcome</html>"), Answer(HttpStatusCode.NotFound, "<html>"), Answer(HttpStatusCode.Redirect));
        Assert.Equal(ErrorCodes.Network, (await Assert.ThrowsAsync<RealtimeException>(() => own.Client.GetAsync<WorkItem>(_item, Stop))).Code);
        Assert.Equal("http_404", (await Assert.ThrowsAsync<RealtimeException>(() => own.Client.GetAsync<WorkItem>(_item, Stop))).Code);
        Assert.Equal("http_302", (await Assert.ThrowsAsync<RealtimeException>(() => own.Client.GetAsync<WorkItem>(_item, Stop))).Code);
    }

    [Fact]
    public async Task A_token_that_is_refused_is_asked_for_once_more()
    {
        var asked = 0;
        var network = new FaultyNetwork();
        await using var issuer = ClientUnderTest.Of(app);
        await using var own = ClientUnderTest.Of(app, network, options =>
        {
            options.ApiKey = null;
            options.Token = async cancellation => asked++ == 0 ? "spoilt" : await issuer.Client.IssueTokenAsync("ana", cancellation: cancellation);
        });
        await own.Client.CreateAsync(_item, new WorkItem("one"), cancellation: Stop);
        Assert.Equal((2, 2), (asked, network.Sent.Count));
    }

    [Fact]
    public async Task An_application_that_gives_no_token_is_told_so()
    {
        await using var own = ClientUnderTest.Of(app, configure: options =>
        {
            (options.ApiKey, options.RetryFor) = (null, TimeSpan.Zero);
            options.Token = _ => throw new InvalidOperationException("secret");
        });
        var failure = await Assert.ThrowsAsync<RealtimeException>(() => own.Client.GetAsync<WorkItem>(_item, Stop));
        Assert.Equal((ErrorCodes.Token, "The application gave no token."), (failure.Code, failure.Message));
    }

    [Fact]
    public void Waits_double_up_to_a_bound_and_are_spread()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), () => 0.5);
        Assert.Equal([0.5, 1, 2, 4, 5, 5], Enumerable.Range(0, 6).Select(attempt => backoff.Before(attempt).TotalSeconds));
        Assert.Equal(5, backoff.Before(100_000).TotalSeconds);
        var rules = new RetryRules(TimeSpan.FromSeconds(60), backoff);
        var failure = new RealtimeException(ErrorCodes.Unavailable, "Not now.", 503) { RetryAfter = TimeSpan.FromSeconds(2) };
        Assert.Equal(TimeSpan.FromSeconds(2.5), rules.NextTry(0, TimeSpan.FromSeconds(57), failure));
        Assert.Null(rules.NextTry(0, TimeSpan.FromSeconds(58), failure));
        Assert.Null(rules.NextTry(0, TimeSpan.Zero, new(ErrorCodes.NotFound, "Not there.", 404)));
        Assert.Null(rules.NextTry(0, TimeSpan.Zero, new(ErrorCodes.Internal, "It failed.", 500)));
    }

    /// <summary>Without a server, on time that the test moves.</summary>
    private static ClientUnderTest Alone(TimeProvider time, params Func<Func<Task<HttpResponseMessage>>, Task<HttpResponseMessage>>[] answers) => new(
        options => (options.Url, options.Workspace, options.ApiKey) = (new("http://nobody.example"), "demo", "key"), new FaultyNetwork(answers), time);
}
