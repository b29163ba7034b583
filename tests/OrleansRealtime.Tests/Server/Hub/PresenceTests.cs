using OrleansRealtime.TestKit.Hub;

namespace OrleansRealtime.Tests.Server.Hub;

/// <summary>SetPresence and the frames that come of it, over WebSocket.</summary>
[Collection(nameof(SharedServer))]
public sealed class PresenceTests(ServerApp server)
{
    public static TheoryData<string> Rubbish { get; } =
    [
        "null", "7", "\"online\"", "[]", "{}",
        """{"status":null}""",
        """{"status":"offline"}""",
        """{"status":"Online"}""",
        """{"status":1}""",
        """{"status":"online","colour":"red"}""",
        """{"status":"online","focus":"workitem/1"}""",
        """{"status":"online","focus":[]}""",
        """{"status":"online","focus":{}}""",
        """{"status":"online","focus":{"type":"workitem"}}""",
        """{"status":"online","focus":{"type":"workitem","id":null}}""",
        """{"status":"online","focus":{"type":"workitem","id":1}}""",
        """{"status":"online","focus":{"type":"Work Item","id":"1"}}""",
        """{"status":"online","focus":{"type":"workitem","id":"../1"}}""",
        """{"status":"online","focus":{"type":"workitem","id":".."}}""",
        """{"status":"online","focus":{"type":"workitem","id":"1","workspace":"other"}}""",
        """{"focus":{"type":"workitem","id":"1"}}""",
    ];

    [Fact]
    public async Task Who_views_an_entity_is_shown_to_those_who_watch_it_and_leaves_with_the_focus()
    {
        var id = (await server.Api().CreateAsync()).Split('/')[^1];
        await using var bo = await server.HubOfAsync("bo");
        await bo.WatchAsync(id);
        await bo.NextAsync("state");
        await using var ana = await server.HubOfAsync("ana");

        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await FocusAsync(ana, id)).ValueKind);
        var presence = await bo.NextAsync("presence");
        Assert.Equal(("workitem", id, "1"), (presence.Find("type"), presence.Find("id"), presence.Find("total")));
        Assert.Equal("""[{"user":"ana","name":"ana","status":"online"}]""", presence.Find("users"));

        await FocusAsync(ana, id, "away");
        var changed = await bo.NextAsync("presenceChanged");
        Assert.Equal(("""[{"user":"ana","name":"ana","status":"away"}]""", "[]", "1"), (changed.Find("joined"), changed.Find("left"), changed.Find("total")));

        await ana.CallOkAsync("SetPresence", """{"status":"online","focus":null}""");
        changed = await bo.NextAsync("presenceChanged");
        Assert.Equal(("[]", """["ana"]""", "0"), (changed.Find("joined"), changed.Find("left"), changed.Find("total")));
    }

    [Theory]
    [MemberData(nameof(Rubbish))]
    public async Task Rubbish_is_bad_presence_and_changes_nothing(string presence)
    {
        await using var client = await server.HubOfAsync("ana");

        await client.FailsAsync("bad_presence", "SetPresence", presence);

        Assert.Equal(0, (await client.CallOkAsync("Watch", "[]")).GetArrayLength());
    }

    [Fact]
    public async Task It_takes_one_argument()
    {
        await using var client = await server.HubOfAsync("ana");

        await client.FailsAsync("bad_body", "SetPresence");
        await client.FailsAsync("bad_body", "SetPresence", """{"status":"online"}""", "null");
    }

    private static Task<System.Text.Json.JsonElement> FocusAsync(HubClient client, string id, string status = "online") =>
        client.CallOkAsync("SetPresence", $$$"""{"status":"{{{status}}}","focus":{"type":"workitem","id":"{{{id}}}"}}""");
}
