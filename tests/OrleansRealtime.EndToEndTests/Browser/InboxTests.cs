using OrleansRealtime.EndToEndTests.Servers;
using static Microsoft.Playwright.Assertions;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Browser;

/// <summary>One inbox in many tabs: whatever they do at once, in the end all show the same, and it is what the server counts.</summary>
public sealed class InboxTests(Chromium chromium, SharedDemo shared) : BoardTests(chromium, shared)
{
    private const string PageTitle = "OrleansRealtime: work board";

    [Fact]
    public async Task The_bell_agrees_in_all_tabs_after_racing_clicks()
    {
        var browser = await NewBrowserAsync();
        // Three tabs of one browser, and another device.
        var tabs = (BoardTab[])[await OpenAsync("ana", browser), await OpenAsync("ana", browser), await OpenAsync("ana", browser), await OpenAsync("ana")];
        for (var n = 1; n <= 8; n++) await NotifyAsync("ana", $"Notice {n}");
        foreach (var tab in tabs)
        {
            await tab["bell"].ClickAsync();
            await Expect(tab.Notifications).ToHaveCountAsync(8);
        }

        var seqs = await tabs[0].SeqsAsync();
        await Task.WhenAll(
            tabs[0].MarkAllReadAsync(),
            EachAsync(seqs.Where(seq => seq % 4 != 1), seq => tabs[1].MarkAsync("toggle-read", seq)),
            EachAsync(seqs.Where(seq => seq % 4 == 1), seq => tabs[2].MarkAsync("archive", seq)),
            EachAsync(seqs.Reverse().Where(seq => seq % 4 > 1), seq => tabs[3].MarkAsync("toggle-read", seq)),
            NotifyAsync("ana", "Meanwhile"));

        var ana = await Api.AsUserAsync("ana");
        await ArrivedAsync(ana, 9);
        var items = (await ana.GetAsync("me/inbox")).Is(OK)["items"].EnumerateArray()
            .ToDictionary(item => item.GetProperty("seq").GetInt64(), item => item.GetProperty("read").GetBoolean());
        var unread = (await ana.GetAsync("me/badge")).Is(OK)["unread"].GetInt32();
        Assert.Equal(items.Values.Count(read => !read), unread);
        foreach (var tab in tabs)
        {
            await tab.BellShowsAsync(unread);
            await Expect(tab.Page).ToHaveTitleAsync(unread == 0 ? PageTitle : $"({unread}) {PageTitle}");
            await Expect(tab.Notifications).ToHaveCountAsync(items.Count);
            foreach (var (seq, read) in items) await Expect(tab[$"notification-{seq}"]).ToHaveAttributeAsync("data-read", read ? "true" : "false");
        }
    }

    [Fact]
    public async Task Mark_all_while_new_ones_arrive_takes_none_that_the_tab_did_not_show()
    {
        var browser = await NewBrowserAsync();
        var (one, two) = (await OpenAsync("ana", browser), await OpenAsync("ana", browser));
        await NotifyAsync("ana", "The first");
        await one["bell"].ClickAsync();
        await Expect(one.Notifications).ToHaveCountAsync(1);

        for (var click = 1; click <= 4; click++)
            await Task.WhenAll(one.MarkAllReadAsync(), EachAsync(Enumerable.Range(click * 6, 6), n => NotifyAsync("ana", $"Number {n}")));
        await NotifyAsync("ana", "The last");

        // What was asked for is all that was marked: of 26, those behind the highest number are unread.
        var upTo = one.Requests
            .Where(request => request.Url.EndsWith("/inbox/mark", StringComparison.Ordinal))
            .Select(request => JsonDocument.Parse(request.PostData!).RootElement)
            .Where(mark => mark.GetProperty("as").GetString() == "read")
            .Max(mark => mark.GetProperty("upTo").GetInt64());
        var ana = await Api.AsUserAsync("ana");
        await ArrivedAsync(ana, 26);
        var badge = (await ana.GetAsync("me/badge")).Is(OK);
        Assert.Equal(26, badge["lastSeq"].GetInt64());
        Assert.Equal(26 - upTo, badge["unread"].GetInt64());
        foreach (var tab in (BoardTab[])[one, two]) await tab.BellShowsAsync((int)(26 - upTo));
        await Expect(one.Notifications.And(one.Page.Locator("[data-read=false]"))).ToHaveCountAsync((int)(26 - upTo));
    }

    [Fact]
    public async Task A_title_without_a_space_pushes_nothing_out_of_the_list()
    {
        var tab = await OpenAsync("ana");
        await NotifyAsync("ana", new string('w', 200));
        await tab["bell"].ClickAsync();
        await Expect(tab["bell-list"].GetByRole(Microsoft.Playwright.AriaRole.Img, new() { Name = "Unread" })).ToHaveCountAsync(1);

        // All at one moment: the list may be on its way to its place.
        var outside = await tab["bell-list"].EvaluateAsync<string[]>("""
            list => {
              const { left, right } = list.getBoundingClientRect();
              const parts = [...list.querySelectorAll('.ort-row *')];
              return parts.filter((part) => part.getBoundingClientRect().left < left || part.getBoundingClientRect().right > right).map((part) => part.outerHTML);
            }
            """);
        Assert.Empty(outside);
    }

    [Fact]
    public async Task A_press_hits_what_was_under_the_pointer_when_it_began()
    {
        var (one, two) = (await OpenAsync("ana"), await OpenAsync("ana"));
        foreach (var title in (string[])["Lower", "Upper"]) await NotifyAsync("ana", title);
        foreach (var tab in (BoardTab[])[one, two])
        {
            await tab["bell"].ClickAsync();
            await Expect(tab.Notifications).ToHaveCountAsync(2);
        }

        var upper = (await one.SeqsAsync())[0];
        await one[$"archive-{upper}"].HoverAsync();
        await one.Page.Mouse.DownAsync();
        // Where nobody presses, the list moves; and it has moved here too, had it not been held.
        await NotifyAsync("ana", "Meanwhile");
        await two.BellShowsAsync(3);
        await one.BellShowsAsync(3);
        await Expect(one.Notifications).ToHaveCountAsync(2);
        await one.Page.Mouse.UpAsync();

        await Expect(two.Notifications.Locator("strong")).ToHaveTextAsync(["Meanwhile", "Lower"]);
        await Expect(one.Notifications.Locator("strong")).ToHaveTextAsync(["Meanwhile", "Lower"]);

        // Another button opens a menu, and its release may never come.
        await one.Page.Mouse.DownAsync(new() { Button = Microsoft.Playwright.MouseButton.Right });
        await NotifyAsync("ana", "Later");
        await Expect(one.Notifications.Locator("strong")).ToHaveTextAsync(["Later", "Meanwhile", "Lower"]);
    }

    private async Task NotifyAsync(string user, string title) =>
        (await Api.PostAsync("notifications", new { to = new[] { user }, kind = "notice", title })).Is(Accepted);

    // What was accepted is durable; it is delivered a moment later.
    private async Task ArrivedAsync(RestCaller user, int seq)
    {
        await using var hub = await HubClient.ConnectAsync(Server, user);
        await hub.TakeAsync("badge", badge => badge["lastSeq"].GetInt64() >= seq);
    }

    private static async Task EachAsync<T>(IEnumerable<T> all, Func<T, Task> act)
    {
        foreach (var one in all) await act(one);
    }
}
