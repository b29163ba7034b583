using OrleansRealtime.EndToEndTests.Servers;
using static Microsoft.Playwright.Assertions;

namespace OrleansRealtime.EndToEndTests.Browser;

/// <summary>On a large screen.</summary>
public sealed class WideTests(Chromium chromium, SharedDemo shared) : BoardTests(chromium, shared)
{
    [Theory]
    [InlineData(1536)]
    [InlineData(1600)]
    [InlineData(1920)]
    public async Task An_open_card_covers_no_column(int width)
    {
        var card = (await CardsAsync("backlog"))[0];
        var tab = await OpenAsync("ana", await NewBrowserAsync(new() { Width = width, Height = 900 }));
        await tab.OpenCardAsync(card);
        await tab["item-panel"].EvaluateAsync("element => Promise.all(element.getAnimations().map(a => a.finished))");
        var panel = await BoardTab.BoxOfAsync(tab["item-panel"]);
        foreach (var column in (string[])["backlog", "todo", "doing", "done"])
        {
            var box = await BoardTab.BoxOfAsync(tab[$"column-{column}"]);
            Assert.True(box.X >= 0 && box.X + box.Width <= panel.X, $"{column} ends at {box.X + box.Width}, the card begins at {panel.X}.");
        }
    }

    [Fact]
    public async Task The_bell_closes_when_one_goes_on()
    {
        var card = (await CardsAsync("backlog"))[0];
        var tab = await OpenAsync("ana");
        await tab.OpenCardAsync(card);
        await tab["panel-close"].ClickAsync();

        await OpenBellAsync();
        await tab["board"].ClickAsync(new() { Position = new() { X = 4, Y = 4 } });
        await IsClosedAsync();

        await OpenBellAsync();
        await tab.Page.EvaluateAsync("document.activeElement.blur()");
        await tab.Page.Keyboard.PressAsync("Escape");
        await IsClosedAsync();

        await OpenBellAsync();
        await tab.Page.GoBackAsync();
        await Expect(tab["item-panel"]).ToBeVisibleAsync();
        await IsClosedAsync();

        await OpenBellAsync();
        await tab.Page.Keyboard.PressAsync("c");
        await Expect(tab["new-item-title"]).ToBeFocusedAsync();
        await IsClosedAsync();

        async Task OpenBellAsync()
        {
            await tab["bell"].ClickAsync();
            await Expect(tab["bell-list"]).ToBeVisibleAsync();
        }

        Task IsClosedAsync() => Expect(tab["bell-list"]).ToBeHiddenAsync();
    }
}
