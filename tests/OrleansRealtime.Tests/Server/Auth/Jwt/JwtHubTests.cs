using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using OrleansRealtime.TestKit.Hub;
using OrleansRealtime.Tests.Server.Hub;

namespace OrleansRealtime.Tests.Server.Auth.Jwt;

/// <summary>Users with tokens of the application's identity provider, on the hub.</summary>
[Collection(nameof(SharedJwtApp))]
public sealed class JwtHubTests(JwtApp app)
{
    public static TheoryData<string> Others => [Transports.ServerSentEvents, Transports.LongPolling];

    [Fact]
    public async Task An_edit_reaches_a_user_with_such_a_token()
    {
        var path = await app.Api().CreateAsync();
        await using var ana = await app.HubAsync(app.Issuer.Token("ana"));
        await ana.WatchAsync(path.Split('/')[^1]);
        await ana.NextAsync("state");
        (await app.Api(app.Issuer.Token("bo")).SendAsync("PATCH", path, """{"title":"two"}""")).Is(200);
        Assert.Equal("bo", (await ana.NextAsync("changed")).Find("updatedBy"));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task The_other_transports_take_it_as_well_and_a_newer_one_in_its_place(string transport)
    {
        var user = app.Api(app.Issuer.Token("ana"));
        await using var client = await HubClient.ConnectAsync(await Transports.OpenAsync(app.Address, user, transport));
        Assert.Equal(LeftOfNewToken(), (await RefreshAsync(client, app.Issuer.Token("ana"))).GetProperty("expiresInMs").GetInt64());
    }

    [Fact]
    public async Task A_connection_ends_with_its_token_unless_a_newer_one_of_either_kind_takes_its_place()
    {
        var user = $"ana-{Guid.NewGuid():n}";
        string Short() => app.Issuer.Token(user, claims => (claims["iat"], claims["exp"]) = (app.Issuer.Seconds(TimeSpan.FromMinutes(-1)), app.Issuer.Seconds(TimeSpan.FromSeconds(-20))));
        await using var ended = await app.HubAsync(Short());
        await using var jwt = await app.HubAsync(Short());
        await using var own = await app.HubAsync(Short());
        await RefreshAsync(jwt, app.Issuer.Token(user));
        await RefreshAsync(own, await app.Api().TokenAsync(user));

        // Over by its own words, and good for as long as a clock may be wrong.
        app.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("token_expired", (await ended.NextAsync("goodbye")).Find("code"));
        foreach (var client in (HubClient[])[jwt, own]) await client.CallOkAsync("Watch", "[]");
    }

    [Fact]
    public async Task A_newer_token_that_will_not_do_leaves_the_connection_as_it_was()
    {
        await using var ana = await app.HubAsync(app.Issuer.Token("ana"));
        await FailsAsync("identity_mismatch", "The new token is for another user or workspace.", app.Issuer.Token("bo"));
        await FailsAsync("identity_mismatch", "The new token is for another user or workspace.", app.Issuer.Token("ana", claims => claims["workspaces"] = "other"));
        await FailsAsync("unauthenticated", "The token is meant for another audience.", app.Issuer.Token("ana", claims => claims["aud"] = "other"));
        await FailsAsync("unauthenticated", "The token's signature is not right.", new TestIssuer(app.Time).Token("ana"));
        await FailsAsync("token_expired", "The token has expired.", app.Issuer.Token("ana", claims => (claims["iat"], claims["exp"]) = (app.Issuer.Seconds(TimeSpan.FromHours(-1)), app.Issuer.Seconds(TimeSpan.FromMinutes(-1)))));
        Assert.Equal(LeftOfNewToken(), (await RefreshAsync(ana, app.Issuer.Token("ana"))).GetProperty("expiresInMs").GetInt64());

        async Task FailsAsync(string code, string sentence, string token) =>
            Assert.Equal($"{code}: {sentence}", (await ana.CallJsonAsync("RefreshToken", $"\"{token}\"")).Error);
    }

    [Fact]
    public async Task Revoking_ends_the_connection_and_its_token_opens_no_other()
    {
        var user = $"ana-{Guid.NewGuid():n}";
        var token = app.Issuer.Token(user);
        await using var client = await app.HubAsync(token);
        await client.NextAsync("badge");
        await using var other = await app.HubAsync(app.Issuer.Token("bo"));
        (await app.Api().SendAsync("DELETE", $"access/{user}")).Is(204);
        Assert.Equal("access_revoked", (await client.NextAsync("goodbye")).Find("code"));
        await other.CallOkAsync("Watch", "[]");
        await using var again = await app.HubAsync(token);
        Assert.Equal("access_revoked", (await again.NextAsync("goodbye")).Find("code"));
    }

    [Fact]
    public async Task A_token_for_several_workspaces_says_which_one_a_connection_is_in()
    {
        var token = app.Issuer.Token("ana", claims => claims["workspaces"] = new JsonArray("one", "two"));
        var path = await app.Api(workspace: "two").CreateAsync();
        await using var client = await app.HubAsync(token, "two");
        Assert.True((await client.WatchAsync(path.Split('/')[^1])).GetProperty("ok").GetBoolean());
        await RefreshAsync(client, app.Issuer.Token("ana", claims => claims["workspaces"] = new JsonArray("one", "two", "three")));
        Assert.True((await client.WatchAsync(path.Split('/')[^1])).GetProperty("ok").GetBoolean());
    }

    [Theory]
    [InlineData("", "The token is for several workspaces: say in the address which one, as ?workspace=.")]
    [InlineData("&workspace=three", null)]
    [InlineData("&workspace=", null)]
    [InlineData("&workspace=one&workspace=two", null)]
    public async Task A_workspace_that_a_token_is_not_for_is_refused(string query, string? detail)
    {
        var token = app.Issuer.Token("ana", claims => claims["workspaces"] = new JsonArray("one", "two"));
        var answer = (await app.Api(token).SendAsync("POST", $"/hub/negotiate?negotiateVersion=1{query}", "")).IsProblem(403, "workspace_denied");
        Assert.Equal(detail, answer.Find("detail"));
    }

    [Fact]
    public async Task A_token_of_ours_may_say_its_own_workspace_and_no_other()
    {
        var ana = await app.UserAsync("ana");
        (await ana.SendAsync("POST", "/hub/negotiate?negotiateVersion=1&workspace=demo", "")).Is(HttpStatusCode.OK);
        (await ana.SendAsync("POST", "/hub/negotiate?negotiateVersion=1&workspace=other", "")).IsProblem(403, "workspace_denied");
    }

    [Fact]
    public async Task A_token_that_is_refused_says_why()
    {
        var answer = (await app.Api(app.Issuer.Token("ana", claims => claims["aud"] = "other")).SendAsync("POST", "/hub/negotiate?negotiateVersion=1", "")).IsProblem(401, "unauthenticated");
        Assert.Equal("The token is meant for another audience.", answer.Find("detail"));
    }

    /// <summary>How many milliseconds a token of an hour has, tolerance included. Its times are whole seconds, which the clock's need not be.</summary>
    private long LeftOfNewToken()
    {
        var end = DateTimeOffset.FromUnixTimeSeconds(app.Issuer.Seconds(TimeSpan.FromHours(1))) + TimeSpan.FromSeconds(30);
        return (long)(end - app.Time.GetUtcNow()).TotalMilliseconds;
    }

    private static Task<JsonElement> RefreshAsync(HubClient client, string token) => client.CallOkAsync("RefreshToken", $"\"{token}\"");
}
