using System.Net;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Data.Sqlite;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Hosting;

/// <summary>Storage fails as it does in life: the answer is a 503 that says when to come back, and no mutation is half there.</summary>
public sealed class OutageTests
{
    [Fact]
    public async Task A_full_disk_is_a_503_and_leaves_what_was_answered_as_it_was()
    {
        await using var app = new FailingApp(("Data:MaxPages", "300"));
        var api = app.Api();
        var big = $$$"""{"fields":{"text":"{{{new string('x', 100_000)}}}"}}""";
        var answered = new List<string>();
        RestAnswer answer;
        do
        {
            Assert.True(answered.Count < 100, "The disk never filled.");
            var path = $"entities/workitem/{answered.Count}";
            answer = await api.SendAsync("PUT", path, big);
            if (answer.Status == HttpStatusCode.Created) answered.Add(path);
        }
        while (answer.Status == HttpStatusCode.Created);

        answer.IsProblem(503, "outcome_unknown");
        Assert.Equal("1", answer.Headers["Retry-After"]);
        foreach (var path in answered) Assert.EndsWith(":1", (await api.GetAsync(path)).Is(200).Position, StringComparison.Ordinal);
        (await api.GetAsync($"entities/workitem/{answered.Count}")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task A_locked_database_is_a_503_until_it_is_free()
    {
        await using var app = new FailingApp(("Data:BusyTimeout", "00:00:01"));
        var api = app.Api();
        var path = await api.CreateAsync();
        var before = (await api.GetAsync(path)).Position;
        string[] key = [$"Idempotency-Key: {Guid.NewGuid()}"];
        using (app.Lock())
        {
            var answer = (await api.SendAsync("PATCH", path, """{"title":"two"}""", key)).IsProblem(503, "outcome_unknown");
            Assert.True(answer.Headers.ContainsKey("Retry-After"));
        }

        var repeat = (await api.SendAsync("PATCH", path, """{"title":"two"}""", key)).Is(200);
        Assert.NotEqual(before, repeat.Position);
        Assert.Equal("""{"title":"two"}""", (await api.GetAsync(path)).Find("fields"));
    }

    private sealed class FailingApp(params (string Key, string Value)[] settings) : ServerApp
    {
        /// <summary>Somebody else writes, and does not end.</summary>
        public SqliteConnection Lock()
        {
            var file = Assert.Single(Directory.GetFiles(Folder, "*.db"));
            var connection = new SqliteConnection($"Data Source={file};Pooling=False");
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
            return connection;
        }

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            base.ConfigureWebHost(builder);
            // No demo: it would take its share of a small disk.
            builder.UseEnvironment("Production");
            foreach (var (key, value) in settings) builder.UseSetting(key, value);
        }
    }
}
