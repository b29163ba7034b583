using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Server.Api.OpenApi;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>The document is made once; what is no document is passed on and not kept.</summary>
public sealed class DocumentCacheTests
{
    [Fact]
    public async Task However_many_ask_at_once_the_document_is_made_once()
    {
        var (made, ready) = (0, Waiting.Signal());
        var app = App(async http =>
        {
            Interlocked.Increment(ref made);
            await ready.Task;
            http.Response.ContentType = "application/json; charset=utf-8";
            await http.Response.WriteAsync("{}");
        });

        var answers = Enumerable.Range(0, 20).Select(_ => AskAsync(app)).ToList();
        ready.SetResult();

        Assert.All(await Task.WhenAll(answers), answer => Assert.Equal((200, "application/json; charset=utf-8", "{}"), answer));
        Assert.Equal((200, "application/json; charset=utf-8", "{}"), await AskAsync(app));
        Assert.Equal(1, made);
    }

    [Theory]
    [InlineData(204)]
    [InlineData(304)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Another_answer_is_given_as_it_is_and_not_kept(int status)
    {
        var made = 0;
        var app = App(http =>
        {
            http.Response.StatusCode = Interlocked.Increment(ref made) == 1 ? status : 200;
            http.Response.ContentType = "text/plain";
            return http.Response.WriteAsync($"{made}");
        });

        Assert.Equal((status, "text/plain", "1"), await AskAsync(app));
        Assert.Equal((200, "text/plain", "2"), await AskAsync(app));
        Assert.Equal((200, "text/plain", "2"), await AskAsync(app));
    }

    [Fact]
    public async Task A_failure_is_not_kept()
    {
        var made = 0;
        var app = App(http => Interlocked.Increment(ref made) == 1 ? throw new IOException("The test has it fail.") : http.Response.WriteAsync("{}"));

        await Assert.ThrowsAsync<IOException>(() => AskAsync(app));
        Assert.Equal("{}", (await AskAsync(app)).Body);
    }

    private static RequestDelegate App(RequestDelegate document)
    {
        var app = new ApplicationBuilder(new ServiceCollection().BuildServiceProvider());
        app.UseDocumentCache();
        app.Run(document);
        return app.Build();
    }

    private static async Task<(int Status, string? ContentType, string Body)> AskAsync(RequestDelegate app)
    {
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { Request = { Method = "GET", Path = DocumentCache.Path }, Response = { Body = body } };
        await app(http).Within("an answer");
        return (http.Response.StatusCode, http.Response.ContentType, Encoding.UTF8.GetString(body.ToArray()));
    }
}
