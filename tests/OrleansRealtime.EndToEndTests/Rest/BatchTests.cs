using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Rest;

public sealed class BatchTests(SharedServer shared)
{
    private readonly RestCaller _api = shared.Process.NewWorkspace();

    [Fact]
    public async Task Every_operation_has_a_result_of_its_own_in_order()
    {
        var existing = await _api.CreateAsync("workitem", "9", new { title = "nine" });
        object[] operations =
        [
            new { op = "put", type = "workitem", id = "1", fields = new { title = "one" } },
            new { op = "patch", type = "workitem", id = "1", fields = new { title = "uno" } },
            new { op = "patch", type = "workitem", id = "missing", fields = new { title = "x" } },
            new { op = "delete", type = "workitem", id = "9", ifMatch = existing.Position },
            new { op = "put", type = "Bad Type", id = "1", fields = new { } },
            new { op = "jump", type = "workitem", id = "1" },
        ];

        var answer = (await _api.PostAsync("entities:batch", new { operations })).Is(OK);

        var results = answer["results"].EnumerateArray().ToList();
        Assert.Equal([201, 200, 404, 204, 400, 400], results.Select(result => result.GetProperty("status").GetInt32()));
        Assert.EndsWith(":2", results[1].GetProperty("position").GetString());
        Assert.Equal("not_found", results[2].GetProperty("code").GetString());
        Assert.Equal("bad_key", results[4].GetProperty("code").GetString());
        Assert.Equal("bad_body", results[5].GetProperty("code").GetString());
        Assert.Equal("uno", (await _api.GetAsync("entities/workitem/1"))["fields"].GetProperty("title").GetString());
        (await _api.GetAsync("entities/workitem/9")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task A_batch_sent_again_under_its_key_does_nothing_again()
    {
        var batch = new { operations = Enumerable.Range(0, 20).Select(n => new { op = "put", type = "workitem", id = $"{n}", fields = new { n } }) };
        var first = (await _api.PostAsync("entities:batch", batch, ("Idempotency-Key", "import-1"))).Is(OK);
        var again = (await _api.PostAsync("entities:batch", batch, ("Idempotency-Key", "import-1"))).Is(OK);

        Assert.All(first["results"].EnumerateArray(), result => Assert.False(result.TryGetProperty("replayed", out _)));
        Assert.All(again["results"].EnumerateArray(), result => Assert.True(result.GetProperty("replayed").GetBoolean()));
        Assert.Equal(Positions(first), Positions(again));
        // Operation i has the key with its number: alone, it is the same request's key, for another request.
        (await _api.PatchAsync("entities/workitem/0", new { n = 7 }, ("Idempotency-Key", "import-1#0"))).IsProblem(422, "idempotency_mismatch");
    }

    [Fact]
    public async Task More_than_500_operations_are_refused_whole()
    {
        var operations = Enumerable.Range(0, 501).Select(n => new { op = "put", type = "workitem", id = $"many-{n}", fields = new { n } });
        (await _api.PostAsync("entities:batch", new { operations })).IsProblem(400, "too_many_operations");
        (await _api.GetAsync("entities/workitem/many-0")).IsProblem(404, "not_found");
    }

    private static IEnumerable<string?> Positions(RestAnswer answer) =>
        answer["results"].EnumerateArray().Select(result => result.GetProperty("position").GetString());
}
