using OrleansRealtime.EndToEndTests.Servers;
using static Microsoft.Playwright.Assertions;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Browser;

/// <summary>On a phone.</summary>
public sealed class NarrowTests(Chromium chromium, SharedDemo shared) : BoardTests(chromium, shared)
{
    private const int Width = 390;

    [Fact]
    public async Task A_card_is_read_moved_commented_and_the_bell_opened_without_the_page_growing_sideways()
    {
        var card = (await CardsAsync("backlog"))[0];
        var tab = await OpenAsync("ana", await NewBrowserAsync(new() { Width = Width, Height = 844 }, phone: true));
        await FitsAsync(tab);
        foreach (var part in (string[])["status", "bell", "user-select", "new-item"]) await InsideAsync(tab, part);

        await tab.Card(card).GetByTestId("open-card").TapAsync();
        await InsideAsync(tab, "item-panel");
        await tab["panel-title-input"].FillAsync("Renamed on the train");
        await tab["panel-title-input"].PressAsync("Enter");
        await tab["panel-column"].SelectOptionAsync("doing");
        await InsideAsync(tab, "comment-input");
        await tab["comment-input"].FillAsync("From my phone");
        await tab["comment-send"].TapAsync();
        await Expect(tab["comments"]).ToContainTextAsync("From my phone");
        await FitsAsync(tab);
        await tab["panel-close"].TapAsync();
        await tab.ShowsTitleAsync(card, "Renamed on the train");
        await Expect(tab["column-doing"].GetByTestId($"card-{card}")).ToHaveCountAsync(1);

        (await Api.PostAsync("notifications", new { to = new[] { "ana" }, kind = "deploy", title = "A longer title than fits into one line of a phone, surely" })).Is(Accepted);
        await tab.BellShowsAsync(1);
        await tab["bell"].TapAsync();
        await InsideAsync(tab, "bell-list");
        await tab["mark-all-read"].TapAsync();
        await tab.BellShowsAsync(0);
        await FitsAsync(tab);
        await tab["open-preferences"].TapAsync();
        await InsideAsync(tab, "preferences");
        await FitsAsync(tab);
    }

    private static async Task FitsAsync(BoardTab tab) =>
        Assert.True(await tab.Page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= Width, "The page is wider than the phone.");

    private static async Task InsideAsync(BoardTab tab, string testId)
    {
        await Expect(tab[testId]).ToBeInViewportAsync();
        await tab[testId].EvaluateAsync("element => Promise.all(element.getAnimations({ subtree: true }).filter(a => a.effect.getTiming().iterations === 1).map(a => a.finished))");
        var box = await BoardTab.BoxOfAsync(tab[testId]);
        Assert.True(box.X >= 0 && box.X + box.Width <= Width + 1, $"{testId} spans {box.X} to {box.X + box.Width} of {Width}.");
    }
}
