using System.Net;
using System.Text;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Server.Auth;
using OrleansRealtime.TestKit.Documents;

namespace OrleansRealtime.Tests.Documents;

/// <summary>docs/access.md shows what an application is asked, and what it answers: to the letter.</summary>
public sealed class AccessContractTests
{
    private const string Document = "docs/access.md";

    private static readonly string[] Blocks =
        [.. MarkdownFile.Read(Document).Snippets.Where(snippet => snippet.Language == "json").Select(snippet => snippet.Text.Trim())];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_question_and_several_are_asked_and_answered_as_the_document_has_it()
    {
        var application = new Application();
        using var clients = application;
        var access = new CallbackEntityAccess(clients, Options.Create(new AccessOptions { CallbackUrl = "http://app.test/live/access" }), new(), TimeProvider.System);
        var (one, two) = (new EntityKey("acme", "workitem", "42"), new EntityKey("acme", "workitem", "43"));

        Assert.Equal(EntityAccess.Write, await access.CheckAsync(one, "ana", Stop));
        Assert.Equal(Blocks[0], Assert.Single(application.Asked));

        // As many as may be under way are, so that what comes now waits, and goes together.
        access.Forget("acme", "ana", entity: null);
        application.Held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        for (var i = 0; i < AccessQuestions.MaxRequests; i++) _ = access.CheckAsync(new("acme", "workitem", $"other-{i}"), "ana", Stop).AsTask();
        Task<EntityAccess>[] checks = [access.CheckAsync(one, "ana", Stop).AsTask(), access.CheckAsync(two, "bo", Stop).AsTask()];
        application.Held.SetResult();

        Assert.Equal([EntityAccess.Write, EntityAccess.None], await Task.WhenAll(checks).Within("the answers"));
        Assert.Equal(Blocks[2], application.Asked[^1]);
    }

    /// <summary>The application: it answers as the document does.</summary>
    private sealed class Application : HttpMessageHandler, IHttpClientFactory
    {
        private readonly Lock _gate = new();

        public List<string> Asked { get; } = [];

        public TaskCompletionSource? Held { get; set; }

        public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var question = await request.Content!.ReadAsStringAsync(cancellationToken);
            lock (_gate) Asked.Add(question);
            if (Held is { } held) await held.Task.WaitAsync(cancellationToken);
            var answer = question.Contains("\"questions\"", StringComparison.Ordinal) ? Blocks[3] : Blocks[1];
            return new(HttpStatusCode.OK) { Content = new StringContent(answer, Encoding.UTF8, "application/json") };
        }
    }
}
