using Microsoft.Playwright;
using OrleansRealtime.EndToEndTests.Servers;
using static Microsoft.Playwright.Assertions;

namespace OrleansRealtime.EndToEndTests.Browser;

/// <summary>Whoever sees the demo for the first time finds what there is to try.</summary>
public sealed class GuideTests(Chromium chromium, SharedDemo shared) : BoardTests(chromium, shared)
{
    [Fact]
    public async Task The_page_says_whose_it_is_and_links_what_is_served()
    {
        var tab = await OpenAsync("ana");
        await Expect(tab.Page).ToHaveTitleAsync("OrleansRealtime: work board");
        await Expect(tab.Page.GetByRole(AriaRole.Heading, new() { Level = 1 })).ToHaveTextAsync("OrleansRealtime");
        var links = await tab["guide"].Locator("a").EvaluateAllAsync<string[]>("links => links.map(link => link.href)");
        Assert.Equal(4, links.Length);
        foreach (var link in links)
        {
            var answer = await tab.Page.Context.APIRequest.GetAsync(link);
            Assert.True(answer.Ok, $"{link} is answered {answer.Status}.");
        }
    }

    [Fact]
    public async Task An_empty_bell_tells_how_something_comes_and_it_does()
    {
        var card = (await CardsAsync("backlog"))[0];
        var tab = await OpenAsync("ana");
        await tab["bell"].ClickAsync();
        await Expect(tab["empty-inbox"]).ToContainTextAsync("follow a card");
        var page = await tab.Page.Context.RunAndWaitForPageAsync(() => tab["empty-open-other"].ClickAsync());
        var bo = new BoardTab(page);
        await bo.IsConnectedAsync();
        await Expect(bo["user-select"]).ToHaveValueAsync("bo");
        await Expect(tab["user-select"]).ToHaveValueAsync("ana");

        await tab.Page.Keyboard.PressAsync("Escape");
        await tab.FollowAsync(card);
        await bo.RenameAsync(card, "Bo was here");
        await tab.BellShowsAsync(1);
        await tab["bell"].ClickAsync();
        await Expect(tab["empty-inbox"]).ToHaveCountAsync(0);
        await tab["bell-list"].Locator("[data-testid^=why-]").First.ClickAsync();
        await Expect(tab["why"]).ToContainTextAsync("You were told, because you follow “Bo was here”.");
    }
}
