using OrleansRealtime.EndToEndTests.Servers;
using static Microsoft.Playwright.Assertions;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Browser;

/// <summary>What a person sees of an edit that is on its way, and of one that did not make it.</summary>
public sealed class SavingTests(Chromium chromium, SharedDemo shared) : BoardTests(chromium, shared)
{
    [Fact]
    public async Task An_edit_whose_answer_is_lost_is_done_once()
    {
        var card = (await CardsAsync("todo"))[0];
        var before = (await Api.GetAsync($"entities/workitem/{card}"))["position"].GetString()!;
        var tab = await OpenAsync("ana");
        var tries = 0;
        await tab.Page.RouteAsync($"**/entities/workitem/{card}", async route =>
        {
            if (route.Request.Method != "PATCH" || Interlocked.Increment(ref tries) > 1)
            {
                await route.ContinueAsync();
                return;
            }

            await route.FetchAsync();
            await route.AbortAsync();
        });
        await tab.RenameAsync(card, "Heard but not answered");
        await tab.IsSavedAsync(card);
        await tab.ShowsTitleAsync(card, "Heard but not answered");
        await Expect(tab.Failure(card)).ToHaveCountAsync(0);
        var after = (await Api.GetAsync($"entities/workitem/{card}"))["position"].GetString()!;
        Assert.Equal(VersionOf(before) + 1, VersionOf(after));
    }

    [Fact]
    public async Task A_refused_edit_is_taken_back_and_marked_until_it_is_retried_or_discarded()
    {
        var card = (await CardsAsync("todo"))[0];
        var tab = await OpenAsync("ana");
        var title = await TitleAsync(card);
        await tab.ShowsTitleAsync(card, title);
        await tab.Page.RouteAsync($"**/entities/workitem/{card}", route => route.Request.Method == "PATCH"
            ? route.FulfillAsync(new() { Status = 403, ContentType = "application/problem+json", Body = """{"code":"access_denied","title":"No."}""" })
            : route.ContinueAsync());

        await tab.RenameAsync(card, "Not allowed");
        await Expect(tab.Failure(card)).ToContainTextAsync("“Not allowed” was not saved.");
        await tab.ShowsTitleAsync(card, title);
        await tab.Failure(card).GetByTestId("discard").ClickAsync();
        await Expect(tab.Failure(card)).ToHaveCountAsync(0);
        await tab.ShowsTitleAsync(card, title);

        await tab.RenameAsync(card, "Allowed after all");
        await Expect(tab.Failure(card)).ToBeVisibleAsync();
        await tab.Page.UnrouteAllAsync();
        await tab.Failure(card).GetByTestId("retry").ClickAsync();
        await Expect(tab.Failure(card)).ToHaveCountAsync(0);
        await tab.ShowsTitleAsync(card, "Allowed after all");
        await tab.IsSavedAsync(card);
        Assert.Equal("Allowed after all", await TitleAsync(card));
    }

    private async Task<string> TitleAsync(string card)
    {
        var item = await Api.GetAsync($"entities/workitem/{card}");
        item.Is(OK);
        return item["fields"].GetProperty("title").GetString()!;
    }

    private static long VersionOf(string position) => long.Parse(position.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);
}
