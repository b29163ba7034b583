using OrleansRealtime.Contracts.Entities;
using OrleansRealtime.Contracts.Presence;
using OrleansRealtime.Contracts.Users;
using OrleansRealtime.Gateway;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Api;

/// <summary>No REST call waits longer than its time, whatever dies under it: a read is tried once more, a mutation is not.</summary>
public sealed class CallTimeTests(LossyApp app) : IClassFixture<LossyApp>
{
    private static readonly TimeSpan Limit = new GatewayOptions().CallTimeout;

    /// <summary>Method, path, grain method; <c>ID</c> stands for an entity that is there.</summary>
    public static TheoryData<string, string, string?, string> Reads => new()
    {
        { "GET", "entities/workitem/ID", null, nameof(IEntityGrain.Read) },
        { "GET", "entities/workitem/ID/changes?since=abc:1", null, nameof(IEntityGrain.CatchUp) },
        { "GET", "entities/workitem/ID/comments", null, nameof(IEntityGrain.Comments) },
        { "GET", "entities/workitem/ID/followers", null, nameof(IEntityGrain.Followers) },
        { "GET", "me/badge", null, nameof(IUserGrain.Badge) },
        { "GET", "me/inbox", null, nameof(IUserGrain.Inbox) },
        { "GET", "me/preferences", null, nameof(IUserGrain.Preferences) },
        { "GET", "users/ana/explain?kind=changed&type=workitem&id=ID", null, nameof(IEntityGrain.ReasonFor) },
        { "GET", "users/ana/explain?kind=deploy", null, nameof(IUserGrain.Decide) },
        { "GET", "users/ana/explain?notification=n", null, nameof(IUserGrain.Decided) },
        { "GET", "users/ana/presence", null, nameof(IUserPresenceGrain.Read) },
        { "GET", "presence?users=ana", null, nameof(IUserPresenceGrain.Read) },
        { "POST", "presence", """{"users":["ana"]}""", nameof(IUserPresenceGrain.Read) },
    };

    public static TheoryData<string, string, string?, string> Mutations => new()
    {
        { "PUT", "entities/workitem/ID", """{"fields":{"title":"two"}}""", nameof(IEntityGrain.Mutate) },
        { "PATCH", "entities/workitem/ID", """{"title":"two"}""", nameof(IEntityGrain.Mutate) },
        { "DELETE", "entities/workitem/ID", null, nameof(IEntityGrain.Mutate) },
        { "POST", "entities/workitem/ID/comments", """{"text":"hello"}""", nameof(IEntityGrain.Mutate) },
        { "PUT", "entities/workitem/ID/followers/ana", null, nameof(IEntityGrain.Mutate) },
        { "POST", "notifications", """{"to":["ana"],"kind":"deploy","title":"t"}""", "Submit" },
        { "POST", "me/inbox/mark", """{"as":"seen","upTo":0}""", nameof(IUserGrain.Mark) },
        { "PUT", "me/preferences", """{"kinds":{"changed":{"live":false}}}""", nameof(IUserGrain.SetPreferences) },
        { "PATCH", "me/preferences", """{"kinds":{"changed":{"live":false}}}""", nameof(IUserGrain.SetPreferences) },
        { "DELETE", "access/nobody", null, nameof(IUserGrain.RefuseTokens) },
        { "DELETE", "entities/workitem/ID/access/nobody", null, nameof(IEntityGrain.ForgetAccess) },
    };

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task A_read_whose_silo_dies_under_it_is_answered_by_the_next(string method, string path, string? body, string grainMethod)
    {
        var (api, address) = await CallerAsync(path);
        var expected = await api.SendAsync(method, address, body);
        app.Calls.Lose(grainMethod, times: 1);

        var answer = api.SendAsync(method, address, body);
        await app.SilenceAsync(Limit / 2);

        Assert.Equal(expected.Status, (await answer.Within("the second try")).Status);
    }

    [Theory]
    [MemberData(nameof(Reads))]
    public async Task A_read_that_nobody_answers_is_unavailable_after_its_time(string method, string path, string? body, string grainMethod)
    {
        var (api, address) = await CallerAsync(path);
        app.Calls.Lose(grainMethod, times: 2);

        var answer = api.SendAsync(method, address, body);
        await app.SilenceAsync(Limit / 2);
        // The call's own time has run since it began.
        await app.Calls.NextAsync("the second try");
        app.Time.Advance(Limit / 2);

        var problem = (await answer.Within("the answer")).IsProblem(503, "unavailable");
        Assert.Equal("1", problem.Headers["Retry-After"]);
    }

    [Theory]
    [MemberData(nameof(Mutations))]
    public async Task A_mutation_is_sent_once_and_its_outcome_is_unknown_after_its_time(string method, string path, string? body, string grainMethod)
    {
        var (api, address) = await CallerAsync(path);
        app.Calls.Lose(grainMethod);

        var answer = api.SendAsync(method, address, body);
        await app.SilenceAsync(Limit);

        var problem = (await answer.Within("the answer")).IsProblem(503, "outcome_unknown");
        Assert.Equal("1", problem.Headers["Retry-After"]);
        Assert.Equal(1, app.Calls.Count);
    }

    [Fact]
    public async Task Whether_a_token_was_refused_is_asked_once_more_before_a_mutation_too()
    {
        var (api, address) = await CallerAsync("entities/workitem/ID", asUser: true);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        app.Calls.Lose(nameof(IUserGrain.TokensRefusedBefore), times: 1);

        var answer = api.SendAsync("PATCH", address, """{"title":"two"}""");
        await app.SilenceAsync(Limit / 2);

        (await answer.Within("the answer")).Is(200);
    }

    [Fact]
    public async Task And_without_an_answer_nothing_was_tried_and_the_outcome_is_known()
    {
        var (api, address) = await CallerAsync("entities/workitem/ID", asUser: true);
        app.Time.Advance(TimeSpan.FromMinutes(1));
        app.Calls.Lose(nameof(IUserGrain.TokensRefusedBefore), times: 2);

        var answer = api.SendAsync("PATCH", address, """{"title":"two"}""");
        await app.SilenceAsync(Limit / 2);
        await app.SilenceAsync(Limit / 2);

        (await answer.Within("the answer")).IsProblem(503, "unavailable");
    }

    [Fact]
    public async Task One_silent_entity_keeps_no_other_of_a_batch_from_its_answer()
    {
        var ids = Ids(100);
        app.Calls.Lose(nameof(IEntityGrain.Mutate), grain: $"demo/workitem/{ids[7]}");

        var answer = BatchAsync(ids);
        await app.Calls.NextAsync("the one");
        foreach (var id in ids.Where((_, n) => n != 7)) await ThereAsync(id);
        app.Time.Advance(Limit);

        var results = (await answer.Within("the batch")).Is(200)["results"].EnumerateArray().ToList();
        Assert.All(results.Where((_, n) => n != 7), result => Assert.Equal(201, result.GetProperty("status").GetInt32()));
        Assert.Equal("outcome_unknown", results[7].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_batch_to_which_nobody_answers_ends_with_what_it_had_begun()
    {
        var ids = Ids(100);
        app.Calls.Lose(nameof(IEntityGrain.Mutate));

        var answer = BatchAsync(ids);
        for (var n = 0; n < 32; n++) await app.Calls.NextAsync("one of those that are begun at once");
        app.Time.Advance(Limit);

        var codes = (await answer.Within("the batch")).Is(200)["results"].EnumerateArray().CountBy(result => result.GetProperty("code").GetString()!).ToDictionary();
        Assert.Equal((32, 68), (codes["outcome_unknown"], codes["unavailable"]));
    }

    [Fact]
    public async Task How_fast_a_body_comes_is_the_clients_affair()
    {
        app.Calls.LoseNone();
        var half = Waiting.Signal();
        var rest = Waiting.Signal();
        using var request = new HttpRequestMessage(HttpMethod.Put, $"v1/demo/entities/workitem/{Guid.NewGuid():n}") { Content = new SlowBody(half, rest.Task) };
        request.Headers.Authorization = new("Bearer", ServerApp.Key);
        using var client = app.CreateClient();

        var answer = client.SendAsync(request, TestContext.Current.CancellationToken);
        await half.Task.Within("the first half of the body");
        app.Time.Advance(10 * Limit);
        rest.SetResult();

        using var response = await answer.Within("the answer");
        Assert.Equal(201, (int)response.StatusCode);
    }

    private static List<string> Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => $"{Guid.NewGuid():n}")];

    private async Task<(RestCaller Api, string Address)> CallerAsync(string path, bool asUser = false)
    {
        app.Calls.LoseNone();
        var created = await app.Api().CreateAsync();
        var api = asUser || path.StartsWith("me/", StringComparison.Ordinal) ? await app.UserAsync($"u-{Guid.NewGuid():n}") : app.Api();
        return (api, path.Replace("ID", created.Split('/')[^1], StringComparison.Ordinal));
    }

    private Task<RestAnswer> BatchAsync(IEnumerable<string> ids) => app.Api().PostAsync(
        "entities/batch", new { operations = ids.Select(id => new { op = "put", type = "workitem", id, fields = new { title = "one" } }) });

    private async Task ThereAsync(string id) => await Waiting.UntilAsync(
        () => app.Api().GetAsync($"entities/workitem/{id}"), answer => answer.Status == System.Net.HttpStatusCode.OK, $"{id} to be there");

    private sealed class SlowBody(TaskCompletionSource half, Task rest) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync("{\"fields\":"u8.ToArray());
            await stream.FlushAsync();
            half.SetResult();
            await rest;
            await stream.WriteAsync("{\"title\":\"one\"}}"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            Headers.ContentType = new("application/json");
            length = 0;
            return false;
        }
    }
}
