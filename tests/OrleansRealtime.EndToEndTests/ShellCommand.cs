using System.Diagnostics;

namespace OrleansRealtime.EndToEndTests;

/// <summary>A command of the kind that builds something: it may take its time, and has to end well.</summary>
internal static class ShellCommand
{
    /// <summary>Builds on a machine that runs ten times as much as it can.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    public static async Task RunAsync(string folder, string program, params string[] words)
    {
        var start = new ProcessStartInfo(program, words) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // Nothing stays behind.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().Within($"{program} {string.Join(' ', words)}", Patience);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', words)} failed.\n{await output}{await errors}");
    }
}
