using OrleansRealtime.TestKit.Hub;

namespace OrleansRealtime.Tests.Server.Hub;

/// <summary>The hub with everything behind it, over WebSocket.</summary>
[Collection(nameof(SharedServer))]
public sealed class HubTests(ServerApp server)
{
    [Fact]
    public async Task An_edit_over_REST_reaches_two_clients_as_one_change_from_the_position_that_they_had()
    {
        var api = server.Api();
        var path = await api.CreateAsync("one");
        await using var ana = await server.HubOfAsync("ana");
        await using var bo = await server.HubOfAsync("bo");
        var had = new List<string?>();
        foreach (var client in (HubClient[])[ana, bo])
        {
            Assert.True((await client.WatchAsync(Id(path))).GetProperty("ok").GetBoolean());
            var state = await client.NextAsync("state");
            Assert.Null(state.Find("reset"));
            had.Add(state.Find("position"));
        }

        var edited = (await api.SendAsync("PATCH", path, """{"title":"two"}""", "X-Actor: ana")).Is(200);

        foreach (var client in (HubClient[])[ana, bo])
        {
            var changed = await client.NextAsync("changed");
            Assert.Equal((had[0], edited.Position), (changed.Find("from"), changed.Find("to")));
            Assert.Equal("""{"title":"two"}""", changed.Find("fields"));
            Assert.Equal("ana", changed.Find("updatedBy"));
        }

        Assert.Equal(had[0], had[1]);
    }

    [Fact]
    public async Task Who_comes_back_with_a_position_gets_what_was_missed_and_nothing_when_there_is_nothing()
    {
        var api = server.Api();
        var path = await api.CreateAsync("one");
        var first = (await api.GetAsync(path)).Position!;
        (await api.SendAsync("PATCH", path, """{"title":"two"}""")).Is(200);
        var last = (await api.SendAsync("PATCH", path, """{"state":"done"}""")).Is(200).Position!;
        await using var client = await server.HubOfAsync("ana");

        Assert.Equal(last, (await client.WatchAsync(Id(path), first)).GetProperty("position").GetString());
        var changed = await client.NextAsync("changed");
        Assert.Equal((first, last), (changed.Find("from"), changed.Find("to")));
        Assert.Equal("""{"state":"done","title":"two"}""", changed.Find("fields"));

        await client.CallOkAsync("Unwatch", $$"""[{"type":"workitem","id":"{{Id(path)}}"}]""");
        await client.WatchAsync(Id(path), last);
        (await api.SendAsync("PATCH", path, """{"title":"three"}""")).Is(200);
        Assert.Equal(last, (await client.NextAsync("changed")).Find("from"));
    }

    [Fact]
    public async Task A_position_of_another_life_is_a_state_with_reset()
    {
        var path = await server.Api().CreateAsync();
        await using var client = await server.HubOfAsync("ana");

        await client.WatchAsync(Id(path), "otherlife:7");

        Assert.Equal("True", (await client.NextAsync("state")).Find("reset"));
    }

    [Fact]
    public async Task What_one_tab_prefers_the_others_hear_and_what_is_quiet_only_counts()
    {
        var user = $"u-{Guid.NewGuid():n}";
        await using var tab = await server.HubOfAsync(user);
        Assert.Equal("badge", (await tab.NextAsync()).Name);

        (await (await server.UserAsync(user)).SendAsync("PUT", "me/preferences", """{"kinds":{"soft":{"live":false}}}""")).Is(200);
        Assert.Equal("{}", (await tab.NextAsync("preferences")).Body.GetRawText());
        await tab.NextAsync("badge");
        (await server.Api().SendAsync("POST", "notifications", $$"""{"to":["{{user}}"],"kind":"soft","title":"t"}""")).Is(202);

        var badge = await tab.NextAsync();
        Assert.Equal(("badge", "1", "1"), (badge.Name, badge.Find("unread"), badge.Find("lastSeq")));
    }

    [Fact]
    public async Task What_is_deleted_is_told_and_comes_back_as_a_reset()
    {
        var api = server.Api();
        var path = await api.CreateAsync();
        await using var client = await server.HubOfAsync("ana");
        await client.WatchAsync(Id(path));
        await client.NextAsync("state");

        (await api.SendAsync("DELETE", path)).Is(204);
        Assert.Equal(Id(path), (await client.NextAsync("deleted")).Find("id"));
        Assert.Equal("not_found", (await client.WatchAsync(Guid.NewGuid().ToString("n"))).GetProperty("code").GetString());
        var again = (await api.SendAsync("PUT", path, """{"fields":{"title":"again"}}""")).Is(201);

        var state = await client.NextAsync("state");
        Assert.Equal((again.Position, "True"), (state.Find("position"), state.Find("reset")));
    }

    [Fact]
    public async Task What_is_not_there_arrives_when_it_is_created_where_that_was_asked_for()
    {
        var (api, id) = (server.Api(), Guid.NewGuid().ToString("n"));
        await using var client = await server.HubAsync(await api.TokenAsync("ana"), asked: "&absent=1");
        var answer = await client.WatchAsync(id);
        Assert.Equal(("not_found", false, true), (answer.GetProperty("code").GetString(), answer.GetProperty("ok").GetBoolean(), answer.GetProperty("watched").GetBoolean()));

        var created = (await api.SendAsync("PUT", $"entities/workitem/{id}", """{"fields":{"title":"one"}}""")).Is(201);

        var state = await client.NextAsync("state");
        Assert.Equal((created.Position, null), (state.Find("position"), state.Find("reset")));
    }

    [Fact]
    public async Task The_bell_begins_with_the_badge_and_a_notification_comes_before_the_badge_that_counts_it()
    {
        var (api, user) = (server.Api(), $"u{Guid.NewGuid():n}");
        var path = await api.CreateAsync("one");
        (await api.SendAsync("PUT", $"{path}/followers/{user}")).Is(204);
        await using var client = await server.HubOfAsync(user);
        Assert.Equal("0", (await client.NextAsync("badge")).Find("unread"));

        (await api.SendAsync("PATCH", path, """{"title":"two"}""", "X-Actor: bo")).Is(200);

        var notification = await client.NextAsync();
        Assert.Equal(("notification", "changed"), (notification.Name, notification.Find("kind")));
        var badge = await client.NextAsync();
        Assert.Equal(("badge", "1", notification.Find("seq")), (badge.Name, badge.Find("unread"), badge.Find("lastSeq")));

        (await (await server.UserAsync(user)).SendAsync("POST", "me/inbox/mark", """{"as":"read","upTo":1}""")).Is(200);
        Assert.Equal("read", (await client.NextAsync("marked")).Find("as"));
        Assert.Equal("0", (await client.NextAsync("badge")).Find("unread"));
    }

    [Fact]
    public async Task A_token_is_renewed_in_place_and_only_by_one_of_the_same_user_and_workspace()
    {
        await using var client = await server.HubOfAsync("ana");
        var (fresh, bo) = (await server.Api().TokenAsync("ana"), await server.Api().TokenAsync("bo"));
        var elsewhere = await server.Api(workspace: "other").TokenAsync("ana");

        Assert.True((await client.CallOkAsync("RefreshToken", $"\"{fresh}\"")).GetProperty("expiresAt").GetDateTimeOffset() > DateTimeOffset.UtcNow);
        await client.FailsAsync("identity_mismatch", "RefreshToken", $"\"{bo}\"");
        await client.FailsAsync("identity_mismatch", "RefreshToken", $"\"{elsewhere}\"");
        await client.FailsAsync("unauthenticated", "RefreshToken", "\"forged\"");
        await client.FailsAsync("unauthenticated", "RefreshToken", "null");
        await client.FailsAsync("unauthenticated", "RefreshToken", $"\"{ServerApp.Key}\"");

        Assert.Equal("not_found", (await client.WatchAsync(Guid.NewGuid().ToString("n"))).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_token_that_expires_says_goodbye_and_closes()
    {
        await using var client = await server.HubAsync(await server.Api().TokenAsync("ana", ttlSeconds: 1));

        var goodbye = await client.NextAsync("goodbye");

        Assert.Equal(("token_expired", "0"), (goodbye.Find("code"), goodbye.Find("reconnectAfterMs")));
        await client.Closed.Within("the close");
        Assert.True(client.AllowsReconnect);
    }

    [Fact]
    public async Task Revoked_access_closes_the_users_connections_and_the_old_token_gets_no_further()
    {
        var user = $"u{Guid.NewGuid():n}";
        var token = await server.Api().TokenAsync(user);
        await using var client = await server.HubAsync(token);
        await using var other = await server.HubOfAsync("ana");
        await client.NextAsync("badge");

        (await server.Api().SendAsync("DELETE", $"access/{user}")).Is(204);

        var goodbye = await client.NextAsync("goodbye");
        Assert.Equal(("access_revoked", ""), (goodbye.Find("code"), goodbye.Find("reconnectAfterMs")));
        await client.Closed.Within("the close");
        await using var again = await server.HubAsync(token);
        Assert.Equal("access_revoked", (await again.NextAsync("goodbye")).Find("code"));
        await other.CallOkAsync("Unwatch", "[]");
    }

    [Fact]
    public async Task Who_has_no_user_token_does_not_get_in()
    {
        (await server.Api(credential: null).SendAsync(HttpMethod.Post, "/hub/negotiate?negotiateVersion=1", null)).IsProblem(401, "unauthenticated");
        (await server.Api("forged").SendAsync(HttpMethod.Post, "/hub/negotiate?negotiateVersion=1", null)).IsProblem(401, "unauthenticated");
        (await server.Api().SendAsync(HttpMethod.Post, "/hub/negotiate?negotiateVersion=1", null)).IsProblem(403, "user_required");
    }

    [Fact]
    public async Task An_event_stream_asks_nginx_to_pass_on_what_comes_as_it_comes()
    {
        var connection = await Negotiation.StartAsync(await server.UserAsync("ana"), "ServerSentEvents");

        using var stream = await connection.ListenAsync("text/event-stream", CancellationToken.None).Within("an event stream");

        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType?.MediaType);
        Assert.Equal(["no"], stream.Headers.GetValues("X-Accel-Buffering"));
    }

    [Fact]
    public async Task A_server_that_stops_says_goodbye_first()
    {
        HubClient client;
        await using (var stopping = new ServerApp())
        {
            client = await stopping.HubOfAsync("ana");
            await client.NextAsync("badge");
        }

        var goodbye = await client.NextAsync("goodbye");
        Assert.Equal(("shutdown", "1000"), (goodbye.Find("code"), goodbye.Find("reconnectAfterMs")));
        await client.Closed.Within("the close");
        Assert.True(client.AllowsReconnect);
        await client.DisposeAsync();
    }

    private static string Id(string path) => path[(path.LastIndexOf('/') + 1)..];
}
