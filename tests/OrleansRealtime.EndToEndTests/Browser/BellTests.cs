using OrleansRealtime.EndToEndTests.Servers;
using static Microsoft.Playwright.Assertions;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Browser;

/// <summary>A bell that counts and clears, in every tab of its owner alike.</summary>
public sealed class BellTests(Chromium chromium, SharedDemo shared) : BoardTests(chromium, shared)
{
    [Fact]
    public async Task What_another_does_rings_in_both_tabs_of_a_user_and_clears_in_both()
    {
        var card = (await CardsAsync("todo"))[0];
        var other = (await CardsAsync("todo"))[1];
        var browser = await NewBrowserAsync();
        var (one, two) = (await OpenAsync("ana", browser), await OpenAsync("ana", browser));
        var bo = await OpenAsync("bo");
        await one.FollowAsync(card);

        // Mentioned where she does not follow, commented where she does, then a change.
        await bo.OpenCardAsync(other);
        await bo["comment-input"].PressSequentiallyAsync("Have a look, @an");
        await bo["mention-ana"].ClickAsync();
        await bo["comment-send"].ClickAsync();
        await AllShowAsync(1);

        (await Api.PostAsync($"entities/workitem/{card}/comments", new { text = "I am on it" }, ("X-Actor", "bo"))).Is(Created);
        await AllShowAsync(2);
        await bo.RenameAsync(card, "Bo was here");
        await AllShowAsync(3);
        await bo.BellShowsAsync(0);

        // Reading one by opening it.
        await two["bell"].ClickAsync();
        var mentioned = two["bell-list"].GetByRole(Microsoft.Playwright.AriaRole.Button).Filter(new() { HasText = "mentioned you" });
        await mentioned.ClickAsync();
        await Expect(two["item-panel"]).ToContainTextAsync("Have a look, @ana");
        await AllShowAsync(2);

        // And all the rest, in the other tab.
        await one["bell"].ClickAsync();
        await Expect(one["bell-list"]).ToContainTextAsync("Bo was here");
        await one["mark-all-read"].ClickAsync();
        await AllShowAsync(0);

        async Task AllShowAsync(int count)
        {
            await one.BellShowsAsync(count);
            await two.BellShowsAsync(count);
        }
    }

    [Fact]
    public async Task A_reload_shows_the_same_count_and_a_switch_of_user_the_others()
    {
        var card = (await CardsAsync("todo"))[0];
        var tab = await OpenAsync("chi");
        (await Api.PostAsync($"entities/workitem/{card}/comments", new { text = "@chi", mentions = new[] { "chi" } }, ("X-Actor", "bo"))).Is(Created);
        await tab.BellShowsAsync(1);
        await tab.Page.ReloadAsync();
        await tab.BellShowsAsync(1);
        await tab["user-select"].SelectOptionAsync("dev");
        await tab.IsConnectedAsync();
        await tab.BellShowsAsync(0);
    }
}
