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
}
