using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>Answers that nobody reads.</summary>
public sealed class SlowReadersTests
{
    private const int MiB = 1024 * 1024;
    private const int Readers = 560;

    [Fact]
    public async Task Of_560_readers_who_do_not_read_only_a_few_pages_are_held_and_everybody_else_is_served()
    {
        await using var app = new App();
        var (api, ana) = (app.Api(), await app.UserAsync("ana"));
        var path = await FilledAsync(api);

        var answers = await AskAsync(app, ServerApp.Key, path, Readers);

        var (held, refused) = (answers.FindAll(answer => answer.StatusCode == HttpStatusCode.OK), answers.FindAll(answer => answer.StatusCode != HttpStatusCode.OK));
        // Each page is nearly a megabyte.
        Assert.InRange(held.Count, 1, App.KeyShare / MiB);
        Assert.All(held, page => Assert.InRange(page.Content.Headers.ContentLength!.Value, MiB / 2, MiB + (64 * 1024)));
        Assert.All(refused, answer => Assert.Equal((HttpStatusCode.TooManyRequests, true), (answer.StatusCode, answer.Headers.RetryAfter is not null)));
        (await ana.GetAsync(path + "/comments")).Is(200);
        (await app.Api(ServerApp.OtherKey).GetAsync(path + "/comments")).Is(200);
        // What is small waits for nobody, and what is changed is answered.
        (await api.GetAsync(path)).Is(200);
        (await api.SendAsync("PATCH", path, """{"title":"two"}""")).Is(200);

        foreach (var page in held) await page.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        await ServedAgainAsync(api, path).Within("room for the next page");
    }

    [Fact]
    public async Task Readers_who_do_not_read_keep_no_turn()
    {
        // Two turns, of which each page takes all there are.
        await using var app = new App(("Api:MaxConcurrentCalls", "2"), ("Api:MaxWaitingCalls", "100"));
        var api = app.Api();
        var path = await FilledAsync(api);

        var answers = await AskAsync(app, ServerApp.Key, path, 4);

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        (await app.Api(ServerApp.OtherKey).GetAsync(path)).Is(200);
    }

    [Fact]
    public async Task Exports_that_nobody_reads_keep_no_turn_and_of_them_too_only_a_few_are_held()
    {
        await using var app = new App(("Api:MaxConcurrentCalls", "2"), ("Api:MaxWaitingCalls", "100"));
        var api = app.Api();
        var data = new string('x', 4_000);
        var sent = Enumerable.Range(0, App.Notifications).Select(_ => api.SendAsync("POST", "notifications", $$$"""{"to":["bo"],"kind":"news","title":"t","data":{"x":"{{{data}}}"}}"""));
        Assert.All(await Task.WhenAll(sent), answer => answer.Is(202));
        await Waiting.UntilAsync(
            async () => (await api.GetAsync("admin/users/bo")).Is(200)["badge"].GetProperty("unread").GetInt32(), unread => unread == App.Notifications, "the notifications");

        var held = await AskForAsync(app, ServerApp.Key, "admin/users/bo/data", 4);

        Assert.All(held, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        (await app.Api(ServerApp.OtherKey).GetAsync("admin/users/bo")).Is(200);
        var more = await AskForAsync(app, ServerApp.Key, "admin/users/bo/data", 20);
        Assert.All(more.FindAll(answer => answer.StatusCode != HttpStatusCode.OK), answer => Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode));
        Assert.InRange(held.Count + more.Count(answer => answer.StatusCode == HttpStatusCode.OK), 4, App.KeyShare / MiB);

        foreach (var export in held)
            Assert.Contains("\"kind\":\"end\"", await export.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_its_size_ended_goes_on_where_it_ended()
    {
        await using var app = new App();
        var api = app.Api();
        var path = await FilledAsync(api);

        var ids = new List<long>();
        for (var next = "0"; next.Length > 0;)
        {
            var page = (await api.GetAsync($"{path}/comments?limit=100&after={next}")).Is(200);
            ids.AddRange(page.Json.GetProperty("comments").EnumerateArray().Select(comment => comment.GetProperty("id").GetInt64()));
            next = page.Find("next")!;
        }

        Assert.Equal(Enumerable.Range(1, App.Comments).Select(id => (long)id), ids);
    }

    /// <summary>An entity with comments of more than a megabyte together.</summary>
    private static async Task<string> FilledAsync(RestCaller api)
    {
        var path = await api.CreateAsync();
        var text = new string('\u8a9e', EntityComment.MaxTextLength);
        for (var i = 0; i < App.Comments; i++) (await api.SendAsync("POST", path + "/comments", $$"""{"text":"{{text}}"}""")).Is(201);
        return path;
    }

    /// <summary>Asks for a page so many times at once and reads the heads of the answers.</summary>
    private static Task<List<HttpResponseMessage>> AskAsync(App app, string key, string path, int times) =>
        AskForAsync(app, key, $"{path}/comments?limit=100", times);

    private static async Task<List<HttpResponseMessage>> AskForAsync(App app, string key, string path, int times)
    {
        var client = app.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        var asked = Enumerable.Range(0, times).Select(_ =>
            client.GetAsync($"/v1/demo/{path}", HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken));
        return [.. await Task.WhenAll(asked).Within("every answer's head")];
    }

    private static async Task ServedAgainAsync(RestCaller api, string path) =>
        await Waiting.UntilAsync(() => api.GetAsync(path + "/comments"), answer => (int)answer.Status == 200, "room for another answer");

    private sealed class App(params (string Key, string Value)[] settings) : ServerApp
    {
        public const int KeyShare = 10 * MiB;
        public const int Comments = 40;
        public const int Notifications = 100;

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            builder.UseSetting("Api:MaxAnswerBytesPerKey", $"{KeyShare}");
            builder.UseSetting("Logging:LogLevel:Default", "Warning");
            builder.UseSetting("Logging:LogLevel:Microsoft", "Warning");
            foreach (var (key, value) in settings) builder.UseSetting(key, value);
        }
    }
}
