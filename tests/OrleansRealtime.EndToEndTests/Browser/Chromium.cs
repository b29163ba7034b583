using Microsoft.Playwright;
using OrleansRealtime.EndToEndTests.Browser;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace OrleansRealtime.EndToEndTests.Browser;

/// <summary>The machine's own Chromium, started once, when the first test asks for it.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
    private static readonly string? Executable = Places.FirstOrDefault(File.Exists);

    /// <summary>No sandbox: tests run as root, in containers. The rest keeps it from the network and from asking.</summary>
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
    ];

    private readonly SemaphoreSlim _once = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>Skips the test when there is nothing to drive, or nothing to look at.</summary>
    public static void Require()
    {
        Requirement.Is(Executable is not null, $"Chromium is missing; none of {string.Join(", ", Places)} is there.");
        Requirement.Is(BuiltServer.HasPage, "The demo page was not built: Node was missing when the server was.");
    }

    internal async Task<IBrowser> StartAsync()
    {
        await _once.WaitAsync();
        try
        {
            if (_browser is not null) return _browser;
            _playwright = await Playwright.CreateAsync();
            Assertions.SetDefaultExpectTimeout((float)Waiting.Usual.TotalMilliseconds);
            return _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Executable, Args = Arguments });
        }
        finally
        {
            _once.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        _once.Dispose();
    }
}
