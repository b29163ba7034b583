using System.Net.WebSockets;
using OrleansRealtime.EndToEndTests.Live;
using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Access;

/// <summary>Who comes in, with what, and for how long.</summary>
public sealed class TokenTests(SharedServer shared)
{
    private readonly RestCaller _api = shared.Process.NewWorkspace();

    [Fact]
    public async Task Without_or_with_wrong_credentials_nobody_comes_in()
    {
        var ana = await _api.AsUserAsync("ana");
        var forged = ana.Credentials[..^6] + (ana.Credentials.EndsWith("AAAAAA", StringComparison.Ordinal) ? "BBBBBB" : "AAAAAA");
        foreach (var credentials in (string[])["", "rubbish", "ork_00000000000000000000000000000000", forged])
        {
            var caller = _api with { Credentials = credentials };
            var refused = (await caller.PutAsync("entities/workitem/1", new { fields = new { } })).IsProblem(401, "unauthenticated");
            Assert.StartsWith("Bearer", refused.Headers["WWW-Authenticate"]);
            (await caller.PostAsync("/hub/negotiate?negotiateVersion=1", "")).IsProblem(401, "unauthenticated");
            await Assert.ThrowsAsync<WebSocketException>(() => HubClient.ConnectAsync(shared.Process, caller));
        }

        (await _api.GetAsync("entities/workitem/1")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task A_token_is_good_in_its_workspace_only_and_for_no_ones_inbox_but_its_users()
    {
        var other = shared.Process.NewWorkspace();
        await other.CreateAsync("workitem", "1", new { title = "theirs" });
        var ana = await _api.AsUserAsync("ana");

        (await (ana with { Workspace = other.Workspace }).GetAsync("entities/workitem/1")).IsProblem(403, "workspace_denied");
        (await (ana with { Workspace = other.Workspace }).GetAsync("me/badge")).IsProblem(403, "workspace_denied");
        (await ana.GetAsync("entities/workitem/1")).IsProblem(404, "not_found");
        await using var tab = await HubClient.ConnectAsync(shared.Process, ana);
        var watched = (await tab.CallAsync("Watch", (object)new[] { new { type = "workitem", id = "1" } })).Ok;
        Assert.Equal("not_found", watched[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Users_and_servers_each_have_calls_of_their_own()
    {
        var ana = await _api.AsUserAsync("ana");
        (await _api.GetAsync("me/badge")).IsProblem(403, "user_required");
        (await _api.PostAsync("/hub/negotiate?negotiateVersion=1", "")).IsProblem(403, "user_required");
        (await ana.PostAsync("tokens", new { user = "bo" })).IsProblem(403, "key_required");
        (await ana.PostAsync("notifications", new { to = new[] { "bo" }, kind = "spam", title = "x" })).IsProblem(403, "key_required");
        (await ana.DeleteAsync("access/bo")).IsProblem(403, "key_required");
        (await ana.PutAsync("entities/workitem/1", new { fields = new { } }, ("X-Actor", "bo"))).IsProblem(400, "actor_not_allowed");
        (await _api.GetAsync($"/v1/{_api.Workspace}/me/badge?access_token={ana.Credentials}")).IsProblem(403, "user_required");
        (await (_api with { Credentials = "" }).GetAsync($"me/badge?access_token={ana.Credentials}")).IsProblem(401, "unauthenticated");
    }

    [Fact]
    public async Task An_expired_token_is_told_goodbye_on_the_hub_and_refused_over_rest()
    {
        var brief = await _api.AsUserAsync("ana", ttlSeconds: 1);
        await using var tab = await HubClient.ConnectAsync(shared.Process, brief);
        var goodbye = await tab.TakeAsync("goodbye");
        Assert.Equal(("token_expired", 0), (goodbye.Text("code"), goodbye["reconnectAfterMs"].GetInt32()));
        await tab.Closed.Within("the connection to be closed after its goodbye");
        (await brief.GetAsync("me/badge")).IsProblem(401, "token_expired");
        await Assert.ThrowsAsync<WebSocketException>(() => HubClient.ConnectAsync(shared.Process, brief));
    }

    [Fact]
    public async Task A_refreshed_token_keeps_the_connection_and_anothers_does_not_replace_it()
    {
        await _api.CreateAsync("workitem", "1", new { n = 0 });
        await using var tab = await HubClient.ConnectAsync(shared.Process, await _api.AsUserAsync("ana", ttlSeconds: 3));
        await tab.OpenAsync("workitem", "1");
        Assert.Equal("identity_mismatch", (await tab.CallAsync("RefreshToken", (await _api.AsUserAsync("bo")).Credentials)).Code);
        Assert.Equal("identity_mismatch", (await tab.CallAsync("RefreshToken", (await shared.Process.NewWorkspace().AsUserAsync("ana")).Credentials)).Code);
        Assert.Equal("unauthenticated", (await tab.CallAsync("RefreshToken", "rubbish")).Code);

        var refreshed = (await tab.CallAsync("RefreshToken", (await _api.AsUserAsync("ana")).Credentials)).Ok;
        Assert.True(refreshed.GetProperty("expiresAt").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddMinutes(30));

        // The first token's end passes under the other connection, which has it still.
        await using var witness = await HubClient.ConnectAsync(shared.Process, await _api.AsUserAsync("ana", ttlSeconds: 3));
        await witness.TakeAsync("goodbye");
        (await _api.PatchAsync("entities/workitem/1", new { n = 1 })).Is(OK);
        await tab.TakeAsync("changed");
        Assert.DoesNotContain(tab.Frames, frame => frame.Name == "goodbye");
    }

    [Theory]
    [ClassData(typeof(EveryTransport))]
    public async Task Access_that_is_taken_away_ends_connections_and_tokens_but_not_later_ones(string transport)
    {
        var (ana, bo) = (await _api.AsUserAsync("ana"), await _api.AsUserAsync("bo"));
        await using var revoked = await HubClient.ConnectAsync(shared.Process, ana, transport);
        await using var other = await HubClient.ConnectAsync(shared.Process, bo, transport);
        await revoked.TakeAsync("badge");

        (await _api.DeleteAsync("access/ana")).Is(NoContent);

        var goodbye = await revoked.TakeAsync("goodbye");
        Assert.Equal("access_revoked", goodbye.Text("code"));
        Assert.Equal(JsonValueKind.Null, goodbye["reconnectAfterMs"].ValueKind);
        await revoked.Closed.Within("the connection to be closed after its goodbye");
        (await ana.GetAsync("me/badge")).IsProblem(401, "unauthenticated");
        (await (await _api.AsUserAsync("ana")).GetAsync("me/badge")).Is(OK);
        Assert.DoesNotContain(other.Frames, frame => frame.Name == "goodbye");
    }

    [Fact]
    public async Task Configured_keys_are_limited_to_their_workspaces_and_scopes()
    {
        await using var server = await ServerProcess.StartAsync(
            ("Auth:ApiKeys:0:Key", "a-key-for-reading-only"), ("Auth:ApiKeys:0:Workspaces:0", "one"), ("Auth:ApiKeys:0:Scopes:0", "read"),
            ("Auth:ApiKeys:1:Key", "a-key-for-everything"), ("Auth:ApiKeys:1:Workspaces:0", "*"));
        var reader = new RestCaller(server.Http, "one", "a-key-for-reading-only");
        var admin = new RestCaller(server.Http, "one", "a-key-for-everything");
        await admin.CreateAsync("workitem", "1", new { n = 0 });

        (await reader.GetAsync("entities/workitem/1")).Is(OK);
        (await reader.PatchAsync("entities/workitem/1", new { n = 1 })).IsProblem(403, "scope_denied");
        (await reader.PostAsync("tokens", new { user = "ana" })).IsProblem(403, "scope_denied");
        (await (reader with { Workspace = "two" }).GetAsync("entities/workitem/1")).IsProblem(403, "workspace_denied");
        Assert.DoesNotContain("a-key-for", server.Output, StringComparison.Ordinal);
    }
}
