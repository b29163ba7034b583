using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace OrleansRealtime.EndToEndTests.Browser;

/// <summary>The demo page in one tab, as src/web/demo/README.md lets tests hold on to it. Every check waits until it is so.</summary>
internal sealed class BoardTab
{
    private readonly List<string> _errors = [];
    private readonly List<IRequest> _requests = [];

    public BoardTab(IPage page)
    {
        Page = page;
        page.PageError += (_, error) => _errors.Add(error);
        page.Request += (_, request) => _requests.Add(request);
        page.WebSocket += (_, socket) =>
        {
            WebSockets++;
            OpenWebSockets++;
            socket.Close += (_, _) => OpenWebSockets--;
        };
    }

    public IPage Page { get; }

    /// <summary>What the page's script threw and nobody caught.</summary>
    public IReadOnlyList<string> Errors => _errors;

    public IReadOnlyList<IRequest> Requests => [.. _requests];

    public int WebSockets { get; private set; }

    public int OpenWebSockets { get; private set; }

    public ILocator this[string testId] => Page.GetByTestId(testId);

    public ILocator Card(string id) => this[$"card-{id}"];

    public ILocator Title(string id) => Card(id).GetByTestId("card-title");

    /// <summary>The items that the open bell lists.</summary>
    public ILocator Notifications => this["bell-list"].Locator("[data-testid^=notification-]");

    public Task IsConnectedAsync() => Expect(this["status"]).ToHaveAttributeAsync("data-status", "connected");

    public Task IsReconnectingAsync() => Expect(this["status"]).ToHaveAttributeAsync("data-status", "reconnecting");

    /// <summary>A spinner on the card: something of it is not committed yet.</summary>
    public Task IsSavingAsync(string id) => Expect(Card(id).GetByTestId("saving")).ToBeVisibleAsync();

    public Task IsSavedAsync(string id) => Expect(Card(id).GetByTestId("saving")).ToHaveCountAsync(0);

    public ILocator Failure(string id) => Card(id).GetByTestId("failed");

    public Task ShowsTitleAsync(string id, string title) => Expect(Title(id)).ToHaveTextAsync(title);

    public Task ShowsInAsync(string id, string column) => Expect(this[$"column-{column}"].GetByTestId($"card-{id}")).ToBeVisibleAsync();

    /// <param name="count">0: the bell shows no number.</param>
    public Task BellShowsAsync(int count) => count == 0
        ? Expect(this["bell-count"]).ToHaveCountAsync(0)
        : Expect(this["bell-count"]).ToHaveTextAsync($"{count}");

    /// <summary>The numbers of the items that the open bell lists, newest first.</summary>
    public async Task<IReadOnlyList<long>> SeqsAsync() =>
        await this["bell-list"].Locator("[data-seq]").EvaluateAllAsync<long[]>("rows => rows.map(row => Number(row.dataset.seq))");

    /// <summary>Clicks a button that marks items, and waits until the server has done it.</summary>
    /// <param name="asked">What the mark says, as it stands in its JSON.</param>
    public Task MarkAsync(string button, string asked) => Page.RunAndWaitForResponseAsync(
        () => this[button].ClickAsync(),
        response => response.Url.EndsWith("/inbox/mark", StringComparison.Ordinal) && response.Request.PostData!.Contains(asked, StringComparison.Ordinal));

    public Task MarkAsync(string button, long seq) => MarkAsync($"{button}-{seq}", $"\"seqs\":[{seq}]");

    public Task MarkAllReadAsync() => MarkAsync("mark-all-read", "\"as\":\"read\",\"upTo\"");

    /// <summary>"Would I get this?", with the rule that decides it.</summary>
    public async Task WouldGetAsync(string happening, string verdict, string rule)
    {
        await Expect(this[$"told-{happening}"]).ToHaveAttributeAsync("data-verdict", verdict);
        await Expect(this[$"told-{happening}"]).ToHaveAttributeAsync("data-rule", rule);
    }

    /// <summary>Asks the newest item of the open bell why it is there, and closes the bell.</summary>
    public async Task WhyAsync(string rule, string part = "why-inbox")
    {
        await this["bell-list"].Locator("[data-testid^=why-]").First.ClickAsync();
        await Expect(this[part]).ToHaveAttributeAsync("data-rule", rule);
        await this["bell"].ClickAsync();
    }

    /// <summary>Edits a title where it stands, as a person does.</summary>
    public async Task RenameAsync(string id, string title)
    {
        await Title(id).ClickAsync();
        await Card(id).GetByTestId("title-input").FillAsync(title);
        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>Takes a card by its head and lets go of it at the top of a column.</summary>
    public async Task DragAsync(string id, string column)
    {
        await Card(id).ScrollIntoViewIfNeededAsync();
        var card = await BoxOfAsync(Card(id));
        var target = await BoxOfAsync(this[$"column-{column}"]);
        await Page.Mouse.MoveAsync(card.X + 30, card.Y + 12);
        await Page.Mouse.DownAsync();
        await Page.Mouse.MoveAsync(card.X + 60, card.Y + 30, new() { Steps = 4 });
        await Page.Mouse.MoveAsync(target.X + (target.Width / 2), target.Y + 100, new() { Steps = 12 });
        await Page.Mouse.UpAsync();
    }

    public async Task OpenCardAsync(string id)
    {
        await Card(id).GetByTestId("open-card").ClickAsync();
        await Expect(this["item-panel"]).ToBeVisibleAsync();
    }

    public async Task FollowAsync(string id)
    {
        await OpenCardAsync(id);
        // Whoever is assigned follows already. It takes no click until it is known.
        await Expect(this["follow-toggle"]).ToBeEnabledAsync();
        if (await this["follow-toggle"].GetAttributeAsync("aria-pressed") == "true") return;
        // The button runs ahead of the server.
        await Page.RunAndWaitForResponseAsync(
            () => this["follow-toggle"].ClickAsync(),
            response => response.Request.Method == "PUT" && response.Url.Contains("/followers/", StringComparison.Ordinal));
        await Expect(this["follow-toggle"]).ToHaveAttributeAsync("aria-pressed", "true");
    }

    /// <summary>Keeps a picture of what the tab shows.</summary>
    public async Task KeepAsync(string name) =>
        await Page.ScreenshotAsync(new() { Path = BuiltServer.Artifacts("end-to-end", $"{string.Concat(name.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'))}.png") });

    public static async Task<LocatorBoundingBoxResult> BoxOfAsync(ILocator locator) =>
        await locator.BoundingBoxAsync() ?? throw new InvalidOperationException($"{locator} is not on the page.");
}
