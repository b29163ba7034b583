namespace OrleansRealtime.Tests.Server.Hub;

/// <summary>What a hostile or mistaken client gets: a code, or the end of its own connection and nobody else's.</summary>
[Collection(nameof(SharedServer))]
public sealed class HubBadInputTests(ServerApp server)
{
    public static TheoryData<string> Rubbish { get; } =
    [
        "null", "7", "\"workitem\"", "{}",
        """[{"type":"workitem","id":"1","id":"2"}]""",
    ];

    public static TheoryData<string> RubbishItems { get; } =
    [
        "null", "7", "\"and more\"", "[]", "{}",
        """{"type":"workitem"}""",
        """{"id":"1"}""",
        """{"type":"workitem","id":1}""",
        """{"type":null,"id":"1"}""",
        """{"type":"workitem","id":"1","position":7}""",
        """{"type":"workitem","id":"1","colour":"red"}""",
    ];

    [Theory]
    [MemberData(nameof(Rubbish))]
    public async Task Rubbish_is_bad_body_and_the_connection_goes_on(string items)
    {
        await using var client = await server.HubOfAsync("ana");

        await client.FailsAsync("bad_body", "Watch", items);
        await client.FailsAsync("bad_body", "Unwatch", items);

        Assert.Equal(0, (await client.CallOkAsync("Watch", "[]")).GetArrayLength());
    }

    [Theory]
    [MemberData(nameof(RubbishItems))]
    public async Task A_rubbish_item_is_answered_alone(string item)
    {
        await using var client = await server.HubOfAsync("ana");
        var items = $$"""[{"type":"workitem","id":"none"},{{item}},{"type":"workitem","id":"none"}]""";

        var results = await client.CallOkAsync("Watch", items);
        await client.CallJsonAsync("Unwatch", items);

        Assert.Equal(["not_found", "bad_body", "not_found"], results.EnumerateArray().Select(result => result.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Calls_that_the_hub_does_not_have_are_bad_body()
    {
        await using var client = await server.HubOfAsync("ana");

        await client.FailsAsync("bad_body", "Drop", "\"table\"");
        await client.FailsAsync("bad_body", "Watch");
        await client.FailsAsync("bad_body", "Watch", "[]", "[]");
        await client.FailsAsync("bad_body", "RefreshToken", "{}");
    }

    [Fact]
    public async Task An_error_is_a_code_and_a_sentence_and_nothing_else()
    {
        await using var client = await server.HubOfAsync("ana");

        var failed = await client.CallJsonAsync("Watch", Items(501));

        Assert.Equal("too_many_items: The list has more items than this call takes.", failed.Error);
        Assert.Equal(500, (await client.CallOkAsync("Watch", Items(500))).GetArrayLength());
    }

    [Fact]
    public async Task Items_that_cannot_be_watched_are_answered_one_by_one()
    {
        await using var client = await server.HubOfAsync("ana");

        var results = await client.CallOkAsync("Watch", """
            [{"type":"workitem","id":"none"},{"type":"Work Item","id":"1"},{"type":"workitem","id":".."},{"type":"workitem","id":"1","position":"one"}]
            """);

        Assert.Equal(
            ["not_found", "bad_key", "bad_key", "bad_position"],
            results.EnumerateArray().Select(result => result.GetProperty("code").GetString()));
        Assert.All(results.EnumerateArray(), result => Assert.False(result.GetProperty("ok").GetBoolean()));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("{\"type\":99999999999999}")]
    [InlineData("[]")]
    [InlineData("{\"type\":")]
    [InlineData("{\"type\":1,\"target\":7}")]
    [InlineData("\u0000\u0001\u0002")]
    [InlineData("")]
    public async Task Garbage_ends_its_own_connection_and_nobody_elses(string garbage)
    {
        await using var bystander = await server.HubOfAsync("bo");
        await using var client = await server.HubOfAsync("ana");
        await client.NextAsync("badge");

        await client.SendTextAsync(garbage);

        await client.Closed.Within("the end of the connection");
        Assert.Equal(0, (await bystander.CallOkAsync("Watch", "[]")).GetArrayLength());
    }

    [Fact]
    public async Task A_message_at_the_bound_is_read_and_one_past_it_ends_its_connection()
    {
        const int Bound = 256 * 1024;
        await using var client = await server.HubOfAsync("ana");
        await client.NextAsync("badge");
        await client.SendTextAsync(Ping(Bound));
        Assert.Equal(0, (await client.CallOkAsync("Watch", "[]")).GetArrayLength());

        await client.SendTextAsync(Ping(Bound + 1));

        await client.Closed.Within("the end of the connection");
        // Nor was it ended for its silence.
        Assert.DoesNotContain(client.Frames, frame => frame.Name == "goodbye");

        // With the character that ends a message.
        static string Ping(int length) => $$"""{"type":6,"more":"{{new string('x', length - 21)}}"}""";
    }

    [Fact]
    public async Task A_large_message_within_the_bound_is_read()
    {
        await using var client = await server.HubOfAsync("ana");
        var id = new string('x', 128);

        var items = string.Join(',', Enumerable.Range(0, 500).Select(i => $$"""{"type":"workitem","id":"{{i}}{{id[3..]}}","position":"abcdefgh:9007199254740991"}"""));

        Assert.Equal(500, (await client.CallOkAsync("Watch", $"[{items}]")).GetArrayLength());
    }

    private static string Items(int count) =>
        $"[{string.Join(',', Enumerable.Range(0, count).Select(i => $$"""{"type":"workitem","id":"none-{{i}}"}"""))}]";
}
