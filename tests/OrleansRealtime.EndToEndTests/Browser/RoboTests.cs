using OrleansRealtime.EndToEndTests.Servers;
using static Microsoft.Playwright.Assertions;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Browser;

/// <summary>The script that keeps a lone visitor of the demo company.</summary>
public sealed class RoboTests(Chromium chromium, SharedDemo shared) : BoardTests(chromium, shared)
{
    [Fact]
    public async Task It_leaves_tests_alone_and_is_a_click_away()
    {
        var tab = await OpenAsync("ana");
        await Expect(tab["robo"]).ToHaveAttributeAsync("data-state", "off");
        Assert.Equal(1, tab.OpenWebSockets);
        await tab["bell"].ClickAsync();
        await tab["empty-start-robo"].ClickAsync();
        await Expect(tab["robo"]).ToHaveAttributeAsync("data-state", "on");
        await Expect(tab.Notifications.First).ToContainTextAsync("Robo mentioned you");
    }

    [Fact]
    public async Task It_edits_and_mentions_as_anybody_does_until_it_is_stopped_in_any_tab()
    {
        var browser = await NewBrowserAsync();
        var tab = await OpenAsync("ana", browser, robo: true);
        await Expect(tab["robo"]).ToContainTextAsync("a script");
        await Expect(tab["board"].GetByTestId("card-edited").Filter(new() { HasText = "Robo" }).First).ToBeVisibleAsync();
        await Expect(tab["bell-count"]).ToBeVisibleAsync();
        await tab["bell"].ClickAsync();
        await Expect(tab.Notifications.First).ToContainTextAsync("Robo mentioned you");

        // The server has it as it has everybody's.
        var item = (await (await Api.AsUserAsync("ana")).GetAsync("me/inbox")).Is(OK)["items"].EnumerateArray().First();
        Assert.Equal("robo", item.GetProperty("authors")[0].GetString());

        // A second tab starts none beside it; switched off there, it is off here, and its connection is closed.
        var other = await OpenAsync("ana", browser);
        await other["robo-switch"].ClickAsync();
        await Expect(other["robo"]).ToHaveAttributeAsync("data-state", "on");
        Assert.Equal(1, other.OpenWebSockets);
        await other["robo-switch"].ClickAsync();
        await Expect(tab["robo"]).ToHaveAttributeAsync("data-state", "off");
        await Waiting.UntilAsync(() => Task.FromResult(tab.OpenWebSockets), open => open == 1, "the script's connection to be closed");
        Assert.Equal(1, other.OpenWebSockets);
    }
}
