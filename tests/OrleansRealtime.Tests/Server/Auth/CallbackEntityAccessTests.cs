using System.Net;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Server.Auth;

namespace OrleansRealtime.Tests.Server.Auth;

public sealed class CallbackEntityAccessTests : IDisposable
{
    private static readonly EntityKey Item = new("demo", "workitem", "1");

    private readonly FakeTimeProvider _time = new();
    private readonly Backend _backend = new();
    private readonly CallbackEntityAccess _access;
    private readonly AccessHealth _health = new();

    public CallbackEntityAccessTests() =>
        _access = new(_backend, Options.Create(new AccessOptions { CallbackUrl = "http://app.test/access" }), _health, _time);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose() => _backend.Dispose();

    [Theory]
    [InlineData("none", EntityAccess.None)]
    [InlineData("read", EntityAccess.Read)]
    [InlineData("write", EntityAccess.Write)]
    public async Task The_application_says_what_a_user_may(string answer, EntityAccess access)
    {
        _backend.Answer = $$"""{"access":"{{answer}}"}""";
        Assert.Equal(access, await _access.CheckAsync(Item, "ana", Cancelled));
        Assert.Equal("""{"workspace":"demo","user":"ana","type":"workitem","id":"1"}""", Assert.Single(_backend.Questions));
    }

    [Fact]
    public async Task An_answer_is_good_for_15_seconds_for_that_user_and_entity()
    {
        await _access.CheckAsync(Item, "ana", Cancelled);
        _time.Advance(TimeSpan.FromSeconds(14));
        await _access.CheckAsync(Item, "ana", Cancelled);
        Assert.Single(_backend.Questions);
        await _access.CheckAsync(Item, "bo", Cancelled);
        await _access.CheckAsync(Item with { Id = "2" }, "ana", Cancelled);
        Assert.Equal(3, _backend.Questions.Count);
        _time.Advance(TimeSpan.FromSeconds(1));
        await _access.CheckAsync(Item, "ana", Cancelled);
        Assert.Equal(4, _backend.Questions.Count);
    }

    [Fact]
    public async Task What_was_forgotten_is_asked_again_of_one_entity_or_of_all()
    {
        var other = Item with { Id = "2" };
        await AskForBothAsync(asked: 2);
        _access.Forget("demo", "ana", Item);
        await AskForBothAsync(asked: 3);
        _access.Forget("demo", "ana", entity: null);
        await AskForBothAsync(asked: 5);
        _access.Forget("demo", "bo", entity: null);
        _access.Forget("elsewhere", "ana", entity: null);
        await AskForBothAsync(asked: 5);

        async Task AskForBothAsync(int asked)
        {
            await _access.CheckAsync(Item, "ana", Cancelled);
            await _access.CheckAsync(other, "ana", Cancelled);
            Assert.Equal(asked, _backend.Questions.Count);
        }
    }

    [Theory]
    [InlineData(200, "{}")]
    [InlineData(200, "null")]
    [InlineData(200, """{"access":"all"}""")]
    [InlineData(200, """{"access":2}""")]
    [InlineData(200, "<html>")]
    [InlineData(500, """{"access":"write"}""")]
    [InlineData(404, """{"access":"write"}""")]
    public async Task No_clear_answer_is_never_a_yes(int status, string answer)
    {
        (_backend.Status, _backend.Answer) = ((HttpStatusCode)status, answer);
        await Assert.ThrowsAnyAsync<Exception>(async () => await _access.CheckAsync(Item, "ana", Cancelled));
        Assert.Equal("access_unanswered", Assert.Single(_health.Warnings).Code);
        (_backend.Status, _backend.Answer) = (HttpStatusCode.OK, """{"access":"read"}""");
        Assert.Equal(EntityAccess.Read, await _access.CheckAsync(Item, "ana", Cancelled));
    }

    [Fact]
    public async Task Questions_that_wait_for_their_turn_go_together()
    {
        _backend.Held = new();
        Task<EntityAccess>[] checks = [.. Enumerable.Range(0, 6).Select(i => _access.CheckAsync(Item with { Id = $"{i}" }, "ana", Cancelled).AsTask())];
        // The four that are under way are answered in the old form, which is also that of one question.
        (_backend.Answer, _backend.Many) = ("""{"access":"write"}""", """{"answers":["none","read"]}""");
        _backend.Held.SetResult();

        var answers = await Task.WhenAll(checks).Within("the answers");

        Assert.Equal([EntityAccess.None, EntityAccess.Read], answers[4..]);
        Assert.Equal(
            """{"workspace":"demo","user":"ana","type":"workitem","id":"4","questions":[{"workspace":"demo","user":"ana","type":"workitem","id":"4"},{"workspace":"demo","user":"ana","type":"workitem","id":"5"}]}""",
            _backend.Questions[^1]);
    }

    [Theory]
    [InlineData("""{"access":"write","answers":["write"]}""")]
    [InlineData("""{"access":"write","answers":["write","write","write"]}""")]
    [InlineData("""{"access":"write","answers":["write","all"]}""")]
    [InlineData("""{"access":"write","answers":["write",null]}""")]
    public async Task Answers_that_do_not_fit_their_questions_are_no_yes_for_anybody(string many)
    {
        (_backend.Held, _backend.Many) = (new(), many);
        Task<EntityAccess>[] checks = [.. Enumerable.Range(0, 6).Select(i => _access.CheckAsync(Item with { Id = $"{i}" }, "ana", Cancelled).AsTask())];
        _backend.Held.SetResult();

        foreach (var check in checks[4..]) await Assert.ThrowsAnyAsync<Exception>(() => check.Within("a failure"));
    }

    [Fact]
    public async Task The_application_is_told_who_asks_and_waited_for_as_the_settings_say()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Access:CallbackUrl"] = "http://app.test/access", ["Access:CallbackAuthorization"] = "Platform secret", ["Access:Timeout"] = "00:00:07",
        };
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        services.AddSingleton<TimeProvider>(_time);
        services.AddEntityAccess();
        services.AddHttpClient(CallbackEntityAccess.Client).ConfigurePrimaryHttpMessageHandler(() => _backend);
        await using var provider = services.BuildServiceProvider();

        Assert.Equal(EntityAccess.Write, await provider.GetRequiredService<IEntityAccess>().CheckAsync(Item, "ana", Cancelled));

        Assert.Equal(("http://app.test/access", "Platform secret"), (_backend.Address, _backend.Authorization));
        Assert.Equal(TimeSpan.FromSeconds(7), provider.GetRequiredService<IHttpClientFactory>().CreateClient(CallbackEntityAccess.Client).Timeout);
    }

    private sealed class Backend : HttpMessageHandler, IHttpClientFactory
    {
        public string? Address { get; private set; }

        public string? Authorization { get; private set; }

        public List<string> Questions { get; } = [];

        public HttpStatusCode Status { get; set; } = HttpStatusCode.OK;

        public string Answer { get; set; } = """{"access":"write"}""";

        /// <summary>What is answered to several questions.</summary>
        public string? Many { get; set; }

        /// <summary>Answers wait for it.</summary>
        public TaskCompletionSource? Held { get; set; }

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var question = await request.Content!.ReadAsStringAsync(cancellationToken);
            lock (Questions) Questions.Add(question);
            (Address, Authorization) = (request.RequestUri!.ToString(), request.Headers.TryGetValues("Authorization", out var sent) ? sent.Single() : null);
            if (Held is { } held) await held.Task;
            var answer = question.Contains("questions", StringComparison.Ordinal) ? Many ?? Answer : Answer;
            return new(Status) { Content = new StringContent(answer, Encoding.UTF8, "application/json") };
        }
    }
}
