using OrleansRealtime.EndToEndTests.Servers;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.BadInput;

/// <summary>What a hub client may get wrong, and that nobody else pays for it.</summary>
public sealed class HubInputTests(SharedServer shared)
{
    private readonly RestCaller _api = shared.Process.NewWorkspace();

    [Theory]
    [InlineData("not json at all")]
    [InlineData("{\"type\":")]
    [InlineData("{\"type\":1,\"target\":7}")]
    [InlineData("[]")]
    [InlineData("\u0000\u0001\u0002")]
    [InlineData("")]
    [InlineData("300 KiB")]
    public async Task Garbage_costs_its_sender_the_connection_and_nobody_else(string garbage)
    {
        await _api.CreateAsync("workitem", "1", new { n = 0 });
        await using var neighbour = await ConnectAsync();
        await neighbour.OpenAsync("workitem", "1");
        await using var vandal = await ConnectAsync();
        await vandal.OpenAsync("workitem", "1");

        await vandal.SendTextAsync(garbage == "300 KiB" ? new string('x', 300 * 1024) : garbage);

        await vandal.Closed.Within("the connection of whoever sends garbage to be closed");
        (await _api.PatchAsync("entities/workitem/1", new { n = 1 })).Is(OK);
        await neighbour.TakeAsync("changed");
        await using var back = await ConnectAsync();
        Assert.Equal(1, (await back.OpenAsync("workitem", "1"))["fields"].GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task What_cannot_be_watched_says_why_item_by_item()
    {
        await _api.CreateAsync("workitem", "1", new { n = 0 });
        await using var tab = await ConnectAsync();
        var results = (await tab.CallAsync("Watch", (object)new object[]
        {
            new { type = "workitem", id = "1" },
            new { type = "workitem", id = "none" },
            new { type = "Work Item", id = "1" },
            new { type = "workitem", id = "1 2" },
            new { type = "workitem", id = "one", position = "rubbish" },
        })).Ok;

        Assert.Equal([true, false, false, false, false], results.EnumerateArray().Select(result => result.GetProperty("ok").GetBoolean()));
        Assert.Equal(
            ["not_found", "bad_key", "bad_key", "bad_position"],
            results.EnumerateArray().Skip(1).Select(result => result.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Calls_of_another_shape_fail_with_a_code_and_the_connection_stays()
    {
        await _api.CreateAsync("workitem", "1", new { n = 0 });
        await using var tab = await ConnectAsync();
        var many = Enumerable.Range(0, 501).Select(n => new { type = "workitem", id = $"{n}" });
        Assert.Equal("too_many_items", (await tab.CallAsync("Watch", many)).Code);
        Assert.Equal("bad_body", (await tab.CallAsync("Watch", 7)).Code);
        Assert.Equal("bad_body", (await tab.CallAsync("Watch", (object)new object[] { 7 })).Code);
        Assert.Equal("bad_body", (await tab.CallAsync("Watch", (object)new object[] { new { id = "1" } })).Code);
        Assert.Equal("bad_body", (await tab.CallAsync("Watch")).Code);
        Assert.Equal("bad_body", (await tab.CallAsync("Unwatch", "x")).Code);
        Assert.Equal("bad_body", (await tab.CallAsync("NoSuchMethod", 1)).Code);

        Assert.Equal("workitem", (await tab.OpenAsync("workitem", "1")).Text("type"));
    }

    [Fact]
    public async Task A_connection_watches_2000_entities_and_not_one_more()
    {
        var operations = Enumerable.Range(0, 2_001).Select(n => new { op = "put", type = "workitem", id = $"{n}", fields = new { n } }).Chunk(500);
        foreach (var chunk in operations) (await _api.PostAsync("entities:batch", new { operations = chunk })).Is(OK);
        await using var tab = await ConnectAsync();
        for (var from = 0; from < 2_000; from += 500)
            await tab.WatchAsync([.. Enumerable.Range(from, 500).Select(n => new Item("workitem", $"{n}"))]);

        Assert.Equal("too_many_watches", (await tab.CallAsync("Watch", (object)new[] { new { type = "workitem", id = "2000" } })).Code);
        await tab.UnwatchAsync(new Item("workitem", "0"));
        await tab.OpenAsync("workitem", "2000");
    }

    private async Task<HubClient> ConnectAsync() => await HubClient.ConnectAsync(shared.Process, await _api.AsUserAsync("ana"));
}
