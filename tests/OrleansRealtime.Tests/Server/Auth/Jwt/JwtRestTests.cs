using System.Text.Json.Nodes;
using OrleansRealtime.TestKit.Rest;

namespace OrleansRealtime.Tests.Server.Auth.Jwt;

/// <summary>Users with tokens of the application's identity provider, over REST.</summary>
[Collection(nameof(SharedJwtApp))]
public sealed class JwtRestTests(JwtApp app)
{
    [Fact]
    public async Task A_user_is_the_same_with_a_token_of_either_kind()
    {
        var user = $"ana-{Guid.NewGuid():n}";
        var (own, jwt) = (await app.UserAsync(user), app.Api(app.Issuer.Token(user)));
        var path = $"entities/workitem/{Guid.NewGuid():n}";
        string[] key = [$"Idempotency-Key: {Guid.NewGuid()}"];
        (await jwt.SendAsync("PUT", path, """{"fields":{"title":"one"}}""", key)).Is(201);
        Assert.True((await own.SendAsync("PUT", path, """{"fields":{"title":"one"}}""", key)).Is(201).Replayed);
        Assert.Equal(user, (await app.Api().GetAsync(path)).Is(200).Find("updatedBy"));
    }

    [Fact]
    public async Task A_token_is_good_in_its_workspaces_only()
    {
        var token = app.Issuer.Token("ana", claims => claims["workspaces"] = new JsonArray("one", "two"));
        (await app.Api(token, "one").GetAsync("me/badge")).Is(200);
        (await app.Api(token, "two").GetAsync("me/badge")).Is(200);
        (await app.Api(token, "demo").GetAsync("me/badge")).IsProblem(403, "workspace_denied");
    }

    [Fact]
    public async Task A_user_does_nothing_that_is_for_servers()
    {
        var ana = app.Api(app.Issuer.Token("ana"));
        (await ana.SendAsync("POST", "tokens", """{"user":"bo"}""")).IsProblem(403, "key_required");
        (await ana.SendAsync("DELETE", "access/bo")).IsProblem(403, "key_required");
        (await ana.GetAsync("me/badge", "X-Actor: bo")).IsProblem(400, "actor_not_allowed");
    }

    [Fact]
    public async Task A_token_that_is_refused_says_why_and_nothing_changes()
    {
        var path = $"entities/workitem/{Guid.NewGuid():n}";
        await RefusedAsync(claims => claims["iss"] = "https://evil.example.com", "unauthenticated", "The token is of another issuer.");
        await RefusedAsync(claims => claims["aud"] = "other", "unauthenticated", "The token is meant for another audience.");
        await RefusedAsync(claims => claims.Remove("sub"), "unauthenticated", "The token has no text in the claim 'sub', which names its user.");
        await RefusedAsync(claims => (claims["iat"], claims["exp"]) = (app.Issuer.Seconds(TimeSpan.FromMinutes(-5)), app.Issuer.Seconds(TimeSpan.FromSeconds(-31))), "token_expired", null);
        (await app.Api().GetAsync(path)).IsProblem(404, "not_found");

        async Task RefusedAsync(Action<JsonObject> change, string code, string? detail)
        {
            var answer = (await app.Api(app.Issuer.Token("ana", change)).SendAsync("PUT", path, """{"fields":{}}""")).IsProblem(401, code);
            Assert.Equal(detail, answer.Find("detail"));
            Assert.StartsWith("Bearer", answer.Headers["WWW-Authenticate"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task An_attacker_s_tokens_are_refused()
    {
        var attacker = new TestIssuer(app.Time);
        foreach (var token in (string[])[attacker.Token("ana"), new TestIssuer(app.Time, "other").Token("ana"), "a.b.c", app.Issuer.Token("ana") + "x"])
            (await app.Api(token).GetAsync("me/badge")).IsProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task An_API_key_may_have_dots() => (await app.Api(JwtApp.DottedKey).GetAsync("entities/workitem/none")).IsProblem(404, "not_found");

    [Fact]
    public async Task A_token_in_the_address_counts_for_the_hub_only() =>
        (await app.Api(credential: null).GetAsync($"me/badge?access_token={app.Issuer.Token("ana")}")).IsProblem(401, "unauthenticated");

    [Fact]
    public async Task Revoking_takes_tokens_of_both_kinds_and_of_a_clock_that_runs_ahead()
    {
        var user = $"ana-{Guid.NewGuid():n}";
        var (own, jwt, ahead) = (await app.UserAsync(user), app.Api(app.Issuer.Token(user)), app.Api(app.Issuer.Token(user, claims => claims["iat"] = app.Issuer.Seconds(TimeSpan.FromSeconds(20)))));
        var other = app.Api(app.Issuer.Token("bo"));
        foreach (var api in (RestCaller[])[own, jwt, ahead, other]) (await api.GetAsync("me/badge")).Is(200);
        app.Time.Advance(TimeSpan.FromSeconds(1));
        (await app.Api().SendAsync("DELETE", $"access/{user}")).Is(204);
        foreach (var api in (RestCaller[])[own, jwt, ahead]) (await api.GetAsync("me/badge")).IsProblem(401, "unauthenticated");
        (await other.GetAsync("me/badge")).Is(200);

        app.Time.Advance(TimeSpan.FromSeconds(31));
        (await app.Api(app.Issuer.Token(user)).GetAsync("me/badge")).Is(200);
        (await jwt.GetAsync("me/badge")).IsProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task A_token_ends_by_the_clock()
    {
        var ana = app.Api(app.Issuer.Token("ana", claims => claims["exp"] = app.Issuer.Seconds(TimeSpan.FromSeconds(10))));
        app.Time.Advance(TimeSpan.FromSeconds(39));
        (await ana.GetAsync("me/badge")).Is(200);
        app.Time.Advance(TimeSpan.FromSeconds(1));
        (await ana.GetAsync("me/badge")).IsProblem(401, "token_expired");
    }

    /// <summary>At the most talkative log level that there is.</summary>
    [Fact]
    public async Task Of_a_token_nothing_is_ever_logged_but_why_it_was_refused()
    {
        var tokens = new List<string> { app.Issuer.Token("ana"), app.Issuer.Token("ana", claims => claims["iss"] = "https://evil.example.com"), new TestIssuer(app.Time).Token("ana") };
        foreach (var token in tokens)
        {
            await app.Api(token).GetAsync("me/badge");
            await app.Api(credential: null).GetAsync($"/hub?id=nobody&access_token={token}");
        }

        Assert.Contains(app.Logs.Lines, line => line.Contains("The token is of another issuer.", StringComparison.Ordinal));
        foreach (var part in tokens.SelectMany(token => token.Split('.')[1..]))
            Assert.DoesNotContain(app.Logs.Lines, line => line.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_that_comes_into_the_file_is_taken_and_one_that_goes_is_not()
    {
        var next = new TestIssuer(app.Time, "next");
        await File.WriteAllTextAsync(app.KeysFile, TestIssuer.JwksOf(app.Issuer, next), TestContext.Current.CancellationToken);
        app.Time.Advance(TimeSpan.FromSeconds(1));
        (await app.Api(next.Token("ana")).GetAsync("me/badge")).Is(200);
        (await app.Api(app.Issuer.Token("ana")).GetAsync("me/badge")).Is(200);

        await File.WriteAllTextAsync(app.KeysFile, app.Issuer.Jwks, TestContext.Current.CancellationToken);
        app.Time.Advance(TimeSpan.FromSeconds(10));
        var refused = (await app.Api(next.Token("ana")).GetAsync("me/badge")).IsProblem(401, "unauthenticated");
        Assert.Equal("The token names a key that the identity provider does not have.", refused.Find("detail"));
    }
}
