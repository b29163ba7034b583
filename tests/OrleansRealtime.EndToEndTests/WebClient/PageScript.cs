using System.Diagnostics;

namespace OrleansRealtime.EndToEndTests.WebClient;

/// <summary>A page's script on the real TypeScript client, in Node, against a real server: <c>src/web/client/test/real</c>. It says lines and
/// hears lines, and fails with what it found.</summary>
internal sealed class PageScript : IAsyncDisposable
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(BuiltServer.ContentRoot, "..", "web", "client"));

    private readonly Process _process;
    private readonly Task<string> _errors;

    private PageScript(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    /// <param name="url">Where the page finds the server; a proxy's address where there is one.</param>
    /// <param name="values">What the script reads from its environment.</param>
    public static PageScript Start(string name, RestCaller api, Uri url, params (string Name, string Value)[] values)
    {
        Requirement.Is(Directory.Exists(Path.Combine(Folder, "..", "node_modules", "tsx")), "The web client's packages are missing: npm ci in src/web.");
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in (string[])["--conditions=source", "--import", "tsx", Path.Combine("test", "real", $"{name}.ts")]) start.ArgumentList.Add(word);
        start.Environment["REALTIME_URL"] = url.ToString().TrimEnd('/');
        start.Environment["REALTIME_WORKSPACE"] = api.Workspace;
        start.Environment["REALTIME_KEY"] = api.Credentials;
        foreach (var (key, value) in values) start.Environment[key] = value;
        return new(Process.Start(start)!);
    }

    /// <summary>Waits until the script says this.</summary>
    public async Task SaysAsync(string line)
    {
        var said = await _process.StandardOutput.ReadLineAsync().Within($"the script to say '{line}'", Waiting.Sweep);
        if (said != line) Assert.Fail($"The script said '{said}' instead of '{line}'.\n{await EndAsync()}");
    }

    public Task TellAsync(string line) => _process.StandardInput.WriteLineAsync(line);

    /// <summary>Waits until it has ended and found nothing wrong.</summary>
    /// <param name="limit">Where the script's own time is longer than usual.</param>
    public async Task PassesAsync(TimeSpan? limit = null)
    {
        var output = await _process.StandardOutput.ReadToEndAsync().Within("the script to end", limit ?? Waiting.Sweep);
        var errors = await EndAsync();
        Assert.True(_process.ExitCode == 0, $"The script failed.\n{output}\n{errors}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> EndAsync()
    {
        await _process.WaitForExitAsync().Within("the script to end");
        return await _errors;
    }
}
