using Microsoft.Playwright;
using OrleansRealtime.EndToEndTests.Servers;

namespace OrleansRealtime.EndToEndTests.Browser;

/// <summary>A board for each test, and tabs on it. When a test fails, what its tabs showed is kept.</summary>
/// <param name="shared">Where the board is; without it each test starts a server, and may end it.</param>
public abstract class BoardTests(Chromium chromium, SharedDemo? shared = null) : IAsyncLifetime
{
    private static readonly ViewportSize Wide = new() { Width = 1440, Height = 900 };

    private readonly List<IBrowserContext> _contexts = [];
    private readonly List<BoardTab> _tabs = [];
    private ServerProcess? _server;
    private RestCaller? _api;

    /// <summary>Where tabs find the board.</summary>
    internal virtual Uri Url => Server.Url;

    internal ServerProcess Server => _server ?? throw new InvalidOperationException("The demo's server was not started.");

    /// <summary>The board's workspace, by REST.</summary>
    internal RestCaller Api => _api ?? throw new InvalidOperationException("The demo's server was not started.");

    public async ValueTask InitializeAsync()
    {
        Chromium.Require();
        _api = await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        var failed = TestContext.Current.TestState?.Result == TestResult.Failed;
        for (var n = 0; failed && n < _tabs.Count; n++) await _tabs[n].KeepAsync($"{TestContext.Current.Test!.TestDisplayName.Split('.')[^1]}-tab{n + 1}");
        foreach (var context in _contexts) await context.DisposeAsync();
        if (_server is not null && shared is null) await _server.DisposeAsync();
        // Not before everything is put away, and not on top of another failure.
        if (!failed) Assert.Empty(_tabs.SelectMany(tab => tab.Errors));
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts what has the board.</summary>
    /// <returns>A caller in its workspace.</returns>
    internal virtual async Task<RestCaller> StartAsync()
    {
        _server = shared is null ? await ServerProcess.StartDemoAsync() : await shared.StartAsync();
        return shared is null ? _server.Caller("demo") : await shared.NewBoardAsync();
    }

    /// <summary>A browser of one person; its tabs share what a browser's tabs share.</summary>
    internal async Task<IBrowserContext> NewBrowserAsync(ViewportSize? size = null, bool phone = false)
    {
        var browser = await chromium.StartAsync();
        var context = await browser.NewContextAsync(new() { ViewportSize = size ?? Wide, IsMobile = phone, HasTouch = phone, IgnoreHTTPSErrors = Url.Scheme == Uri.UriSchemeHttps });
        context.SetDefaultTimeout((float)Waiting.Usual.TotalMilliseconds);
        _contexts.Add(context);
        return context;
    }

    /// <summary>A tab that shows the board and is connected.</summary>
    /// <param name="robo">With the script that edits and mentions.</param>
    internal async Task<BoardTab> OpenAsync(string user, IBrowserContext? browser = null, string? transport = null, bool robo = false)
    {
        var page = await (browser ?? await NewBrowserAsync()).NewPageAsync();
        var tab = new BoardTab(page);
        _tabs.Add(tab);
        await page.GotoAsync($"{Url}?workspace={Api.Workspace}&user={user}{(transport is null ? "" : $"&transport={transport}")}{(robo ? "&robo=on" : "")}");
        await tab.IsConnectedAsync();
        return tab;
    }

    /// <summary>The board's cards in a column, top to bottom.</summary>
    internal async Task<IReadOnlyList<string>> CardsAsync(string column)
    {
        var board = await Api.GetAsync("entities/board/main");
        return [.. board["fields"].EnumerateObject()
            .Where(slot => slot.Value.GetProperty("column").GetString() == column)
            .OrderBy(slot => slot.Value.GetProperty("rank").GetString(), StringComparer.Ordinal)
            .Select(slot => slot.Name.Split('/')[1])];
    }
}
