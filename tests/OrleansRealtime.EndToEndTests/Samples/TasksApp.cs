using System.Diagnostics;
using OrleansRealtime.EndToEndTests.Packages;

namespace OrleansRealtime.EndToEndTests.Samples;

/// <summary>The sample <c>samples/tasks</c> as its README starts it, outside of the repository: built, and beside a platform on an origin of its own.</summary>
internal sealed class TasksApp : IAsyncDisposable
{
    private const string Secret = "a-secret-of-this-test";

    private readonly Process _backEnd;
    private readonly HttpClient _http;

    private TasksApp(Process backEnd, ServerProcess platform, Uri url) =>
        (_backEnd, Platform, Url, _http) = (backEnd, platform, url, new() { BaseAddress = url });

    public ServerProcess Platform { get; }

    /// <summary>Where the application is.</summary>
    public Uri Url { get; }

    /// <exception cref="Xunit.Sdk.XunitException">It cannot be built.</exception>
    public static async Task<TasksApp> StartAsync(PackedPackages packages)
    {
        var sample = Path.Combine(packages.Root, "samples", "tasks");
        Copy(BuiltServer.PathInRepository("samples", "tasks"), sample);
        var (backEnd, frontEnd) = (Path.Combine(sample, "backend"), Path.Combine(sample, "frontend"));
        await ShellCommand.RunAsync(frontEnd, "npm", "install", "--no-audit", "--no-fund", "--loglevel=error");
        await ShellCommand.RunAsync(frontEnd, "npm", "run", "build");
        await ShellCommand.RunAsync(backEnd, "dotnet", "build", "-o", Path.Combine(sample, "out"), "-p:UseSharedCompilation=false");

        var url = new Uri($"http://localhost:{FreePort.Take()}");
        var platform = await ServerProcess.StartAsync(
            ("Browsers:Origins:0", url.ToString().TrimEnd('/')),
            ("Access:CallbackUrl", $"{url}api/live/access"),
            ("Access:CallbackAuthorization", $"Bearer {Secret}"));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(sample, "out", "Tasks.dll")]) { WorkingDirectory = backEnd, RedirectStandardOutput = true };
        (start.Environment["Urls"], start.Environment["Live__Url"]) = (url.ToString(), platform.Url.ToString());
        (start.Environment["Live__ApiKey"], start.Environment["Live__AccessSecret"]) = (platform.ApiKey, Secret);
        var app = new TasksApp(Process.Start(start)!, platform, url);
        // Its log is nobody's.
        app._backEnd.BeginOutputReadLine();
        await Waiting.UntilAsync(app.AnswersAsync, answers => answers, "the sample's back end to answer");
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_backEnd.HasExited) _backEnd.Kill();
        _backEnd.Dispose();
        _http.Dispose();
        await Platform.DisposeAsync();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            return (await _http.GetAsync("api/people")).IsSuccessStatusCode;
        }
        catch (HttpRequestException) when (!_backEnd.HasExited)
        {
            return false;
        }
    }

    /// <summary>What is committed of it.</summary>
    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        foreach (var folder in Directory.GetDirectories(from).Where(folder => Path.GetFileName(folder) is not ("node_modules" or "wwwroot" or "bin" or "obj")))
            Copy(folder, Path.Combine(to, Path.GetFileName(folder)));
    }
}
