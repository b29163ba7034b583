using OrleansRealtime.EndToEndTests.Servers;
using static Microsoft.Playwright.Assertions;
using static System.Net.HttpStatusCode;

namespace OrleansRealtime.EndToEndTests.Browser;

/// <summary>Two people, two browsers, one board.</summary>
public sealed class LiveBoardTests(Chromium chromium, SharedDemo shared) : BoardTests(chromium, shared)
{
    [Fact]
    public async Task An_edit_by_rest_shows_in_both_tabs_with_its_author()
    {
        var card = (await CardsAsync("todo"))[0];
        var (ana, bo) = (await OpenAsync("ana"), await OpenAsync("bo"));

        (await Api.PatchAsync($"entities/workitem/{card}", new { title = "Edited from outside" }, ("X-Actor", "eve"))).Is(OK);

        foreach (var tab in (BoardTab[])[ana, bo])
        {
            await tab.ShowsTitleAsync(card, "Edited from outside");
            await Expect(tab.Card(card).GetByTestId("card-edited")).ToContainTextAsync("Eve");
        }
    }

    [Fact]
    public async Task A_title_edited_in_place_and_a_card_dragged_in_one_tab_show_in_the_other()
    {
        var card = (await CardsAsync("todo"))[0];
        var (ana, bo) = (await OpenAsync("ana"), await OpenAsync("bo"));

        await ana.RenameAsync(card, "Named by Ana");
        await bo.ShowsTitleAsync(card, "Named by Ana");

        await bo.DragAsync(card, "done");
        await bo.ShowsInAsync(card, "done");
        await ana.ShowsInAsync(card, "done");
        Assert.Equal(card, (await CardsAsync("done"))[0]);
        var item = await Api.GetAsync($"entities/workitem/{card}");
        Assert.Equal("ana", item["updatedBy"].GetString());
    }

    [Fact]
    public async Task A_press_opens_the_card_that_was_under_the_pointer_when_it_began()
    {
        var (pressed, moved) = ((await CardsAsync("todo"))[2], (await CardsAsync("backlog"))[0]);
        var (ana, bo) = (await OpenAsync("ana"), await OpenAsync("bo"));
        await ana.Card(pressed).GetByTestId("open-card").HoverAsync();
        await ana.Page.Mouse.DownAsync();

        await bo.DragAsync(moved, "todo");
        await bo.ShowsInAsync(moved, "todo");
        // The move is not shown while she presses; an edit after it is, and tells that it has come, too.
        (await Api.PatchAsync($"entities/workitem/{pressed}", new { title = "Edited meanwhile" })).Is(OK);
        await ana.ShowsTitleAsync(pressed, "Edited meanwhile");
        await ana.Page.Mouse.UpAsync();

        await Expect(ana.Card(pressed)).ToHaveAttributeAsync("data-open", "true");
        await ana.ShowsInAsync(moved, "todo");
    }

    [Fact]
    public async Task A_card_that_one_tab_makes_and_deletes_comes_and_goes_in_the_other()
    {
        var (ana, bo) = (await OpenAsync("ana"), await OpenAsync("bo"));
        await ana["new-item-todo"].ClickAsync();
        await ana["new-item-title"].FillAsync("Fresh from Ana");
        await ana.Page.Keyboard.PressAsync("Enter");

        var made = bo["column-todo"].GetByTestId("card-title").Filter(new() { HasText = "Fresh from Ana" });
        await Expect(made).ToBeVisibleAsync();
        var id = (await CardsAsync("todo"))[0];
        await bo.OpenCardAsync(id);
        await bo["panel-delete"].ClickAsync();
        await bo.Page.RunAndWaitForResponseAsync(() => bo["panel-delete"].ClickAsync(), response => response.Request.Method == "DELETE");
        await Expect(ana.Card(id)).ToHaveCountAsync(0);
        (await Api.GetAsync($"entities/workitem/{id}")).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task A_comment_in_one_tab_shows_in_the_other_that_has_the_card_open()
    {
        var card = (await CardsAsync("doing"))[0];
        var (ana, bo) = (await OpenAsync("ana"), await OpenAsync("bo"));
        await ana.OpenCardAsync(card);
        await bo.OpenCardAsync(card);
        await ana["comment-input"].FillAsync("Does this still happen?");
        await ana["comment-send"].ClickAsync();
        await Expect(bo["comments"]).ToContainTextAsync("Does this still happen?");
        await Expect(bo.Card(card).GetByTestId("card-comments")).ToContainTextAsync("1");
    }
}
