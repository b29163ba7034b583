using Microsoft.Playwright;
using OrleansRealtime.EndToEndTests.Browser;
using OrleansRealtime.EndToEndTests.Packages;
using static Microsoft.Playwright.Assertions;

namespace OrleansRealtime.EndToEndTests.Samples;

/// <summary>What a team has that followed the sample: a live list, a bell, presence, and access by its own rule, on an origin of its own.</summary>
public sealed class TasksTests(Chromium chromium, PackedPackages packages) : IAsyncLifetime
{
    private readonly List<string> _errors = [];
    private readonly List<IBrowserContext> _contexts = [];
    private TasksApp? _app;

    public async ValueTask InitializeAsync()
    {
        Chromium.Require();
        await packages.PackAsync();
        _app = await TasksApp.StartAsync(packages);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts) await context.DisposeAsync();
        if (_app is not null) await _app.DisposeAsync();
        if (TestContext.Current.TestState?.Result != TestResult.Failed) Assert.Empty(_errors);
    }

    [Fact]
    public async Task A_team_has_a_live_list_a_bell_and_faces_and_another_team_sees_nothing_of_it()
    {
        var (ana, bo, cem) = (await SignInAsync("Ana Diaz"), await SignInAsync("Bo Lindqvist"), await SignInAsync("Cem Aydin"));

        await AddAsync(ana, "Paint the door");
        await AddAsync(bo, "Buy paint");
        await Expect(Titles(ana)).ToHaveCountAsync(2);
        await Expect(Titles(bo).First).ToHaveValueAsync("Paint the door");

        await Task(bo, "Buy paint").GetByLabel("Done").CheckAsync();
        await Expect(Task(ana, "Buy paint").GetByLabel("Done")).ToBeCheckedAsync();
        await Task(ana, "Buy paint").GetByLabel("Title").FillAsync("Buy red paint");
        await Expect(Task(bo, "Buy red paint")).ToBeVisibleAsync();
        // Whoever is in a task is seen there.
        await Expect(Task(bo, "Buy red paint").GetByLabel("Ana Diaz")).ToBeVisibleAsync();

        await Task(ana, "Paint the door").GetByLabel("Assignee").SelectOptionAsync("bo");
        await Expect(bo.GetByTestId("bell-count")).ToHaveTextAsync("1");
        await bo.GetByTestId("bell").ClickAsync();
        await Expect(bo.Locator(".ort-item")).ToHaveCountAsync(1);
        await bo.ScreenshotAsync(new() { Path = BuiltServer.Artifacts("end-to-end", "sample-tasks.png") });

        // Of another team: an empty list of their own, whatever they know the name of.
        await Expect(cem.Locator("main[data-status=live]")).ToBeVisibleAsync();
        await AddAsync(cem, "Wash the car");
        await Expect(Titles(cem)).ToHaveCountAsync(1);
        await Expect(Titles(ana)).ToHaveCountAsync(2);
        var cems = await _app!.Platform.Caller("tasks").AsUserAsync("cem");
        Assert.Equal(System.Net.HttpStatusCode.Forbidden, (await cems.GetAsync("entities/tasklist/red")).Status);
    }

    private static ILocator Titles(IPage page) => page.Locator("li").GetByLabel("Title");

    private static ILocator Task(IPage page, string title) => page.GetByRole(AriaRole.Listitem, new() { Name = title, Exact = true });

    private static async Task AddAsync(IPage page, string title)
    {
        await page.GetByLabel("New task").FillAsync(title);
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await Expect(Task(page, title)).ToBeVisibleAsync();
    }

    private async Task<IPage> SignInAsync(string name)
    {
        var context = await (await chromium.StartAsync()).NewContextAsync(new() { ViewportSize = new() { Width = 900, Height = 560 } });
        context.SetDefaultTimeout((float)Waiting.Usual.TotalMilliseconds);
        _contexts.Add(context);
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => _errors.Add(error);
        await page.GotoAsync(_app!.Url.ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = name }).ClickAsync();
        await Expect(page.Locator("main[data-status=live]")).ToBeVisibleAsync();
        return page;
    }
}
