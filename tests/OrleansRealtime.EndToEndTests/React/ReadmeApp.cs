using System.Diagnostics;

namespace OrleansRealtime.EndToEndTests.React;

/// <summary>The application that the React package's README begins with, bundled as it stands there: <c>src/web/react</c>.</summary>
internal static class ReadmeApp
{
    private static readonly string Folder = Path.GetFullPath(Path.Combine(BuiltServer.ContentRoot, "..", "web", "react"));
    private static readonly Lazy<Task<string>> Built = new(BuildAsync);

    /// <summary>Skips the test when there is nothing to build it with.</summary>
    public static void Require() =>
        Requirement.Is(Directory.Exists(Path.Combine(Folder, "..", "node_modules", "react")), "The web's packages are missing: npm ci in src/web.");

    /// <summary>Its page, with script and styles in it.</summary>
    public static Task<string> PageAsync() => Built.Value;

    private static async Task<string> BuildAsync()
    {
        var start = new ProcessStartInfo("node") { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])["--conditions=source", "--import", "tsx", Path.Combine("test", "real", "readmeApp.ts")]) start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var page = await process.StandardOutput.ReadToEndAsync().Within("the README's application to be built", Waiting.Sweep);
        await process.WaitForExitAsync().Within("esbuild to end");
        Assert.True(process.ExitCode == 0, await errors);
        return page;
    }
}
