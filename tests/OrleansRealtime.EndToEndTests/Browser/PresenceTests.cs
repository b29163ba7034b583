using OrleansRealtime.EndToEndTests.Servers;
using static Microsoft.Playwright.Assertions;

namespace OrleansRealtime.EndToEndTests.Browser;

/// <summary>Who looks at a card shows on the board and in the open card, once however many tabs they have.</summary>
public sealed class PresenceTests(Chromium chromium, SharedDemo shared) : BoardTests(chromium, shared)
{
    [Fact]
    public async Task Whoever_opens_a_card_is_seen_there_once_and_leaves_with_the_last_tab()
    {
        var card = (await CardsAsync("todo"))[0];
        var ana = await OpenAsync("ana");
        var bos = await NewBrowserAsync();
        var (one, two) = (await OpenAsync("bo", bos), await OpenAsync("bo", bos));
        var seen = ana.Card(card).GetByTestId("viewers").Locator("[data-user=bo]");
        await Expect(seen).ToHaveCountAsync(0);

        await one.OpenCardAsync(card);
        await two.OpenCardAsync(card);
        await Expect(seen).ToHaveCountAsync(1);
        await ana.OpenCardAsync(card);
        await Expect(ana["item-panel"].GetByTestId("viewers")).ToHaveAttributeAsync("aria-label", "Also looking at this: Bo Lindqvist");
        await Expect(one["item-panel"].GetByTestId("viewers")).ToHaveAttributeAsync("aria-label", "Also looking at this: Ana Diaz");

        await one["panel-close"].ClickAsync();
        await two.Page.ReloadAsync();
        await Expect(two["item-panel"].GetByTestId("viewers").Locator("[data-user=ana]")).ToHaveCountAsync(1);
        await Expect(seen).ToHaveCountAsync(1);
        await two.Page.CloseAsync();
        await Expect(seen).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_dot_says_who_is_there_and_when_someone_was_last_seen()
    {
        var ana = await OpenAsync("ana");
        var bo = await OpenAsync("bo");
        var face = ana["team"].Locator("[data-user=bo]");
        await Expect(face).ToHaveAttributeAsync("data-status", "online");
        await Expect(ana["team"].Locator("[data-user=eve]")).ToHaveAttributeAsync("data-status", "offline");
        await bo.Page.CloseAsync();
        await Expect(face).ToHaveAttributeAsync("data-status", "offline");
        await Expect(ana["team"].GetByLabel("Bo Lindqvist, offline, last seen just now")).ToBeVisibleAsync();
    }
}
