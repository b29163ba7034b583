using Microsoft.Playwright;
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

    [Fact]
    public async Task A_tap_opens_a_card_beside_which_the_connection_stays_in_sight()
    {
        var cards = await CardsAsync("backlog");
        var tab = await OpenAsync("ana", await NewBrowserAsync(new() { Width = Width, Height = 844 }, phone: true));
        await tab.Title(cards[0]).TapAsync();
        await Expect(tab["item-panel"]).ToBeVisibleAsync();
        await Expect(tab["title-input"]).ToHaveCountAsync(0);
        foreach (var part in (string[])["status", "bell"])
        {
            await InsideAsync(tab, part);
            Assert.True(await IsOnTopAsync(tab[part]), $"The open card covers {part}.");
        }

        await tab["panel-close"].TapAsync();
        await Expect(tab["item-panel"]).ToHaveCountAsync(0);
        // So slow that it lifts the card, which then goes nowhere.
        var box = await BoardTab.BoxOfAsync(tab.Title(cards[1]));
        var hand = await tab.Page.Context.NewCDPSessionAsync(tab.Page);
        await hand.SendAsync("Input.dispatchTouchEvent", Touch("touchStart", new { x = box.X + 20, y = box.Y + 8 }));
        await Expect(tab.Card(cards[1])).ToHaveAttributeAsync("data-lifted", "true");
        await hand.SendAsync("Input.dispatchTouchEvent", Touch("touchEnd"));
        await Expect(tab["panel-title-input"]).ToHaveValueAsync(await tab.Title(cards[1]).InnerTextAsync());
    }

    [Fact]
    public async Task What_pops_up_covers_neither_a_card_nor_the_bell()
    {
        var tab = await OpenAsync("ana", await NewBrowserAsync(new() { Width = Width, Height = 844 }, phone: true));
        for (var n = 1; n <= 2; n++)
            (await Api.PostAsync("notifications", new { to = new[] { "ana" }, kind = "deploy", title = $"Number {n}, which is longer than what fits into one line of a phone" })).Is(Accepted);
        await tab.BellShowsAsync(2);
        await Expect(tab["pop-up"].Last).ToBeVisibleAsync();
        await ClearAsync("pop-up");

        await tab.Page.RouteAsync("**/v1/**/entities/**", route => route.FulfillAsync(new()
        {
            Status = 400,
            ContentType = "application/problem+json",
            Body = """{"code":"bad_value","title":"That is a value that nobody can keep.","status":400}""",
        }));
        await tab["new-item-backlog"].TapAsync();
        await tab["new-item-title"].FillAsync("Never there");
        await tab["new-item-title"].PressAsync("Enter");
        await Expect(tab["toast"].Last).ToContainTextAsync("was not added");
        await ClearAsync("toast");

        async Task ClearAsync(string testId)
        {
            var said = await BoardTab.BoxOfAsync(tab[testId].Last);
            Assert.True(said.Y >= 0 && said.X >= 0, $"{testId} begins at {said.X}, {said.Y}.");
            foreach (var part in (ILocator[])[tab["bell"], .. await tab["column-backlog"].Locator("[data-card]").AllAsync()])
            {
                var box = await BoardTab.BoxOfAsync(part);
                Assert.False(
                    said.X < box.X + box.Width && box.X < said.X + said.Width && said.Y < box.Y + box.Height && box.Y < said.Y + said.Height,
                    $"{testId} covers {await part.GetAttributeAsync("data-testid")}.");
            }
        }
    }

    private static Dictionary<string, object> Touch(string type, params object[] points) => new() { ["type"] = type, ["touchPoints"] = points };

    private static Task<bool> IsOnTopAsync(ILocator part) => part.EvaluateAsync<bool>("""
        element => {
          const { left, top, width, height } = element.getBoundingClientRect();
          return element.contains(document.elementFromPoint(left + width / 2, top + height / 2));
        }
        """);

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
