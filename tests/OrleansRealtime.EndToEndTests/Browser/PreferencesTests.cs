using OrleansRealtime.EndToEndTests.Servers;
using static Microsoft.Playwright.Assertions;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Browser;

/// <summary>The page alone tells why a notification came, why it did not, and how to change that.</summary>
public sealed class PreferencesTests(Chromium chromium, SharedDemo shared) : BoardTests(chromium, shared)
{
    [Fact]
    public async Task A_muted_card_says_that_it_is_silent_and_is_so_until_it_is_not_but_for_a_mention()
    {
        var card = await UnassignedAsync();
        var ana = await OpenAsync("ana");
        await ana.OpenCardAsync(card);
        await ana["told-toggle"].ClickAsync();
        await ana.WouldGetAsync("changed", "nothing", "not_following");
        await ana["follow-toggle"].ClickAsync();
        await ana.WouldGetAsync("changed", "everything", "default");
        await ana["notify-me"].SelectOptionAsync("mute");
        await ana.WouldGetAsync("changed", "nothing", "entity_mute");
        await ana.WouldGetAsync("mentioned", "everything", "mention");

        await ChangeAsync(card, "Unheard");
        await CommentAsync(card, "@ana, are you there?", "ana");
        await ana.BellShowsAsync(1);
        await ana["bell"].ClickAsync();
        await Expect(ana.Notifications).ToHaveCountAsync(1);
        await Expect(ana.Notifications).ToContainTextAsync("mentioned you on");
        await ana.WhyAsync("mention");

        await ana["notify-me"].SelectOptionAsync("");
        await ana.WouldGetAsync("changed", "everything", "default");
        await ChangeAsync(card, "Heard");
        await ana.BellShowsAsync(2);
        await ana["bell"].ClickAsync();
        await ana.WhyAsync("default");
    }

    [Fact]
    public async Task What_is_edited_on_the_page_decides_shows_in_the_other_tab_and_keeps_pop_ups_away()
    {
        var card = await UnassignedAsync();
        var browser = await NewBrowserAsync();
        var (one, two) = (await OpenAsync("ana", browser), await OpenAsync("ana", browser));
        await one.FollowAsync(card);
        foreach (var tab in (BoardTab[])[one, two])
        {
            await tab["bell"].ClickAsync();
            await tab["open-preferences"].ClickAsync();
            await tab["told-item"].SelectOptionAsync(card);
            await tab.WouldGetAsync("commented", "everything", "default");
        }

        await one["kind-commented-live"].UncheckAsync();
        foreach (var tab in (BoardTab[])[one, two])
        {
            await tab.WouldGetAsync("commented", "inbox", "kind");
            await Expect(tab["kind-commented-live"]).Not.ToBeCheckedAsync();
        }

        // They stand for seconds only: whoever looks for them may come too late.
        await one.Page.EvaluateAsync("""
            () => {
              window.popUps = [];
              const seen = (changes) => changes.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => node.dataset?.testid === 'pop-up');
              new MutationObserver((changes) => window.popUps.push(...seen(changes).map((node) => node.textContent)))
                .observe(document.body, { childList: true, subtree: true });
            }
            """);
        await CommentAsync(card, "Quietly");
        // Close behind it, while the comment is read: what pops up shows that the comment did not.
        await ChangeAsync(card, "Loudly");
        await one.BellShowsAsync(2);
        await one.Page.WaitForFunctionAsync("() => window.popUps.length > 0");
        Assert.Contains("changed", Assert.Single(await one.Page.EvaluateAsync<string[]>("() => window.popUps")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Quiet_hours_in_a_zone_of_ones_own_leave_the_inbox_alone()
    {
        var card = await UnassignedAsync();
        var ana = await OpenAsync("ana");
        await ana.FollowAsync(card);
        await ana["told-toggle"].ClickAsync();
        await ana["panel-preferences"].ClickAsync();
        var preferences = ana["preferences"];
        await preferences.GetByTestId("quiet-on").CheckAsync();
        await preferences.GetByTestId("quiet-zone").SelectOptionAsync("Asia/Tokyo");
        // Around the clock but for one minute: not to be at the mercy of the hour.
        var now = TimeZoneInfo.ConvertTime(DateTimeOffset.UtcNow, TimeZoneInfo.FindSystemTimeZoneById("Asia/Tokyo"));
        await preferences.GetByTestId("quiet-from").FillAsync($"{now.AddHours(-11):HH:mm}");
        await preferences.GetByTestId("quiet-to").FillAsync($"{now.AddHours(11):HH:mm}");
        await Expect(preferences.GetByTestId("told-commented")).ToHaveAttributeAsync("data-rule", "quiet_hours");
        await preferences.GetByTestId("preferences-close").ClickAsync();

        await CommentAsync(card, "At night");
        await ana.BellShowsAsync(1);
        await ana["bell"].ClickAsync();
        await ana.WhyAsync("quiet_hours", "why-live");
    }

    private async Task<string> UnassignedAsync()
    {
        foreach (var card in await CardsAsync("backlog"))
            if (!(await Api.GetAsync($"entities/workitem/{card}"))["fields"].TryGetProperty("assignee", out _)) return card;
        throw new InvalidOperationException("Every card of the demo is assigned.");
    }

    private async Task ChangeAsync(string card, string title) =>
        (await Api.PatchAsync($"entities/workitem/{card}", new { title }, ("X-Actor", "bo"))).Is(OK);

    private async Task CommentAsync(string card, string text, params string[] mentions) =>
        (await Api.PostAsync($"entities/workitem/{card}/comments", new { text, mentions }, ("X-Actor", "bo"))).Is(Created);
}
