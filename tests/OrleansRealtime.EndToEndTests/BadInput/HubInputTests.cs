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
    public async Task A_connection_watches_2000_entities_and_not_one_more()
    {
        var operations = Enumerable.Range(0, 2_001).Select(n => new { op = "put", type = "workitem", id = $"{n}", fields = new { n } }).Chunk(500);
        foreach (var chunk in operations) (await _api.PostAsync("entities:batch", new { operations = chunk })).Is(OK);
        await using var tab = await ConnectAsync();
        for (var from = 0; from < 2_000; from += 500)
            await tab.WatchAsync([.. Enumerable.Range(from, 500).Select(n => new Item("workitem", $"{n}"))]);

        var refused = (await tab.CallAsync("Watch", (object)new[] { new { type = "workitem", id = "2000" } })).Ok[0];
        Assert.Equal((false, "too_many_watches"), (refused.GetProperty("ok").GetBoolean(), refused.GetProperty("code").GetString()));
        await tab.UnwatchAsync(new Item("workitem", "0"));
        await tab.OpenAsync("workitem", "2000");
    }

    private async Task<HubClient> ConnectAsync() => await HubClient.ConnectAsync(shared.Process, await _api.AsUserAsync("ana"));
}
