using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Tests.Server;

public sealed class ProblemTests
{
    public static TheoryData<string> Codes => [.. ProblemCodes.All.Select(error => error.Code)];

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Every_error_is_answered_as_its_row_in_the_table_says(string code)
    {
        var error = ProblemCodes.Of(code);
        var (response, body) = await AnswerAsync(Problem.Of(error));
        Assert.Equal(error.Status, response.StatusCode);
        Assert.Equal("application/problem+json", response.ContentType);
        Assert.Equal(error.RetryAfterSeconds?.ToString(CultureInfo.InvariantCulture), (string?)response.Headers.RetryAfter);
        Assert.Equal(error.Status == 401, response.Headers.WWWAuthenticate.Count == 1);
        Assert.Equal(["type", "title", "status", "code"], body.EnumerateObject().Select(member => member.Name));
        Assert.Equal((error.Title, error.Status, code), (Text(body, "title"), body.GetProperty("status").GetInt32(), Text(body, "code")));
    }

    [Fact]
    public async Task A_conflict_says_where_the_entity_is_and_what_changed()
    {
        var outcome = new EntityOutcome(EntityEffect.None, "position_conflict", new Position("abc", 9), ChangedFields: ["title"]);
        var (response, body) = await AnswerAsync(Problem.Of(outcome));
        Assert.Equal(412, response.StatusCode);
        Assert.Equal("abc:9", Text(body, "position"));
        Assert.Equal("title", Assert.Single(body.GetProperty("changedFields").EnumerateArray()).GetString());
    }

    [Fact]
    public void An_outage_is_unavailable_to_a_reader_and_an_unknown_outcome_to_a_writer()
    {
        Exception[] outages =
        [
            new TimeoutException(), new IOException(), new SqliteException("database or disk is full", 13), new TaskCanceledException(),
            new HttpRequestException(), new AggregateException(new TimeoutException()), new Orleans.Storage.InconsistentStateException("lost"),
            new CommitFailedException(), new NotStandingException(),
        ];
        Assert.All(outages, outage => Assert.Equal("unavailable", ProblemMapping.Of(outage, mutation: false).Code));
        Assert.All(outages, outage => Assert.Equal("outcome_unknown", ProblemMapping.Of(outage, mutation: true).Code));
        // Nothing was done: it may be repeated without a key.
        Assert.Equal("overloaded", ProblemMapping.Of(new CommitOverloadException(), mutation: true).Code);
    }

    [Fact]
    public void A_mistake_of_ours_is_not_called_an_outage() =>
        Assert.Equal("internal", ProblemMapping.Of(new InvalidOperationException(), mutation: false).Code);

    [Fact]
    public void A_request_that_the_web_server_refuses_is_the_callers_affair()
    {
        Assert.Equal("body_too_large", ProblemMapping.Of(new BadHttpRequestException("", 413), mutation: true).Code);
        Assert.Equal("bad_body", ProblemMapping.Of(new BadHttpRequestException("", 400), mutation: true).Code);
        Assert.Equal("too_slow", ProblemMapping.Of(new BadHttpRequestException("", 408), mutation: true).Code);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(408)]
    [InlineData(413)]
    [InlineData(414)]
    [InlineData(415)]
    [InlineData(429)]
    [InlineData(431)]
    [InlineData(500)]
    [InlineData(503)]
    public void A_status_without_a_body_gets_a_code_of_that_status(int status) =>
        Assert.Equal(status, ProblemMapping.OfStatus(status)!.Status);

    private static async Task<(HttpResponse Response, JsonElement Body)> AnswerAsync(Problem problem)
    {
        await using var services = new ServiceCollection().AddMetrics().AddSingleton<ServerMetrics>().BuildServiceProvider();
        var http = new DefaultHttpContext { RequestServices = services };
        var stream = new MemoryStream();
        http.Response.Body = stream;
        await problem.ExecuteAsync(http);
        return (http.Response, JsonSerializer.Deserialize<JsonElement>(stream.ToArray()));
    }

    private static string? Text(JsonElement body, string member) => body.GetProperty(member).GetString();
}
