using System.Text;
using OrleansRealtime.Tests.Server.Hub;

namespace OrleansRealtime.Tests.Server.Auth;

/// <summary>Who may do what, over REST.</summary>
[Collection(nameof(SharedServer))]
public sealed class CallersTests(ServerApp app)
{
    private const string Item = "entities/workitem/any";

    [Theory]
    [InlineData(null)]
    [InlineData("no-such-key-or-token-in-the-world")]
    public async Task Without_a_good_credential_nobody_comes_in(string? credential)
    {
        var answer = (await app.Api(credential).GetAsync(Item)).IsProblem(401, "unauthenticated");
        Assert.Equal("Bearer", answer.Headers["WWW-Authenticate"]);
        (await app.Api(credential).SendAsync("POST", "tokens", """{"user":"ana"}""")).IsProblem(401, "unauthenticated");
    }

    [Theory]
    [InlineData("Authorization: Basic YTpi")]
    [InlineData("Authorization: Bearer")]
    public async Task Another_kind_of_credential_is_none(string header) =>
        (await app.Api(credential: null).GetAsync(Item, header)).IsProblem(401, "unauthenticated");

    [Fact]
    public async Task A_forged_token_is_refused()
    {
        var token = await app.Api().TokenAsync("ana");
        var forged = token[..^4] + (token.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA");
        (await app.Api(forged).GetAsync("me/badge")).IsProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task A_token_in_the_address_counts_for_the_hub_only()
    {
        var token = await app.Api().TokenAsync("ana");
        (await app.Api(credential: null).GetAsync($"me/badge?access_token={token}")).IsProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task A_key_or_token_is_good_in_its_workspace_only()
    {
        var token = await app.Api(workspace: "demo").TokenAsync("ana");
        (await app.Api(token, "other").GetAsync(Item)).IsProblem(403, "workspace_denied");
        (await app.Api(token, "other").GetAsync("me/inbox")).IsProblem(403, "workspace_denied");
        (await app.Api(ServerApp.ReadingKey, "demo").GetAsync(Item)).IsProblem(403, "workspace_denied");
    }

    [Fact]
    public async Task A_key_does_what_its_scopes_allow()
    {
        var api = app.Api(ServerApp.ReadingKey, "reading");
        (await api.GetAsync(Item)).IsProblem(404, "not_found");
        (await api.SendAsync("PUT", Item, """{"fields":{}}""")).IsProblem(403, "scope_denied");
        (await api.SendAsync("POST", "entities:batch", """{"operations":[]}""")).IsProblem(403, "scope_denied");
        (await api.SendAsync("POST", "notifications", "{}")).IsProblem(403, "scope_denied");
        (await api.SendAsync("POST", "tokens", """{"user":"ana"}""")).IsProblem(403, "scope_denied");
        (await api.SendAsync("DELETE", "access/ana")).IsProblem(403, "scope_denied");
    }

    [Fact]
    public async Task A_user_does_nothing_that_is_for_servers()
    {
        var ana = await app.UserAsync("ana");
        (await ana.SendAsync("POST", "tokens", """{"user":"bo"}""")).IsProblem(403, "key_required");
        (await ana.SendAsync("DELETE", "access/bo")).IsProblem(403, "key_required");
        (await ana.SendAsync("DELETE", Item + "/access/bo")).IsProblem(403, "key_required");
        (await ana.GetAsync(Item, "X-Actor: bo")).IsProblem(400, "actor_not_allowed");
        (await ana.GetAsync(Item, "X-Actor: ana")).IsProblem(400, "actor_not_allowed");
    }

    [Theory]
    [InlineData("""{}""", "bad_body")]
    [InlineData("""{"user":1}""", "bad_body")]
    [InlineData("""{"user":""}""", "bad_user")]
    [InlineData("""{"user":"a/b"}""", "bad_user")]
    [InlineData("""{"user":"ana","ttlSeconds":0}""", "bad_body")]
    [InlineData("""{"user":"ana","ttlSeconds":2592001}""", "bad_body")]
    [InlineData("""{"user":"ana","ttlSeconds":"60"}""", "bad_body")]
    [InlineData("""{"user":"ana","name":""}""", "bad_body")]
    [InlineData("""{"user":"ana","admin":true}""", "bad_body")]
    public async Task A_bad_request_for_a_token_is_refused(string body, string code)
    {
        (await app.Api().SendAsync("POST", "tokens", body)).IsProblem(400, code);
        (await app.Api(credential: null).SendAsync("POST", "dev-tokens", body)).IsProblem(400, code);
    }

    /// <summary>A token that could be answered again would have to be kept, and who reads what is kept would be its user.</summary>
    [Fact]
    public async Task A_token_is_made_anew_whatever_the_key_of_the_request()
    {
        string[] key = [$"Idempotency-Key: {Guid.NewGuid()}"];
        var first = (await app.Api().SendAsync("POST", "tokens", """{"user":"ana"}""", key)).Is(200);
        var repeat = (await app.Api().SendAsync("POST", "tokens", """{"user":"ana"}""", key)).Is(200);
        Assert.False(repeat.Replayed);
        Assert.NotEqual(first.Find("token"), repeat.Find("token"));
        foreach (var token in new[] { first.Find("token"), repeat.Find("token") }) (await app.Api(token).GetAsync("me/badge")).Is(200);
        (await app.Api().SendAsync("POST", "tokens", """{"user":"bo"}""", key)).Is(200);
        (await app.Api().SendAsync("POST", "tokens", """{"user":"ana"}""", "Idempotency-Key: a b")).IsProblem(400, "bad_idempotency_key");
    }

    [Fact]
    public async Task While_one_develops_anybody_gets_a_token()
    {
        var issued = (await app.Api(credential: null).SendAsync("POST", "dev-tokens", """{"user":"ana","name":"Ana Diaz"}""")).Is(200);
        Assert.Equal(["token", "expiresAt"], issued.Json.EnumerateObject().Select(member => member.Name));
        Assert.InRange(DateTimeOffset.Parse(issued.Find("expiresAt")!, null), DateTimeOffset.UtcNow.AddMinutes(50), DateTimeOffset.UtcNow.AddMinutes(70));
        (await app.Api(issued.Find("token")).GetAsync("me/badge")).Is(200);
        (await app.Api(credential: null, "Demo").SendAsync("POST", "dev-tokens", """{"user":"ana"}""")).IsProblem(400, "bad_key");
    }

    [Fact]
    public async Task Access_that_was_taken_away_refuses_the_tokens_of_before_and_none_of_after()
    {
        var name = $"u-{Guid.NewGuid():n}";
        var (old, other) = (await app.UserAsync(name), await app.UserAsync(name, "elsewhere"));
        (await old.GetAsync("me/badge")).Is(200);
        (await app.Api().SendAsync("DELETE", $"access/{name}")).Is(204);
        (await old.GetAsync("me/badge")).IsProblem(401, "unauthenticated");
        (await old.GetAsync(Item)).IsProblem(401, "unauthenticated");
        (await other.GetAsync("me/badge")).Is(200);
        (await (await app.UserAsync(name)).GetAsync("me/badge")).Is(200);
        (await app.Api().SendAsync("DELETE", "access/a%09b")).IsProblem(400, "bad_user");
    }

    [Fact]
    public async Task Access_to_one_entity_is_asked_for_again()
    {
        (await app.Api().SendAsync("DELETE", Item + "/access/ana")).Is(204);
        (await app.Api().SendAsync("DELETE", "entities/Bad/1/access/ana")).IsProblem(400, "bad_key");
    }

    /// <summary>At the most talkative log level that there is.</summary>
    [Fact]
    public async Task No_token_and_no_key_is_ever_logged()
    {
        var token = await app.Api().TokenAsync("ana");
        var content = new StringContent("", Encoding.UTF8);
        await app.Api(credential: null).SendAsync(HttpMethod.Post, $"/hub/negotiate?negotiateVersion=1&access_token={token}", content);
        await app.Api(credential: null).GetAsync($"/hub?id=nobody&access_token={token}");
        await app.Api(token).GetAsync("me/badge");
        await app.Api().GetAsync(Item);
        await using var client = await app.HubAsync(token);
        await client.CallOkAsync("RefreshToken", $"\"{token}\"");
        Assert.NotEmpty(app.Logs.Lines);
        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(token, StringComparison.Ordinal));
        Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(ServerApp.Key, StringComparison.Ordinal));
    }
}
