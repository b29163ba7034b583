using System.Diagnostics;

namespace OrleansRealtime.EndToEndTests.Import;

/// <summary>What <c>./import</c> runs.</summary>
internal static class ImportCommand
{
    private static string Assembly => BuiltServer.PathInRepository(
        "src", "OrleansRealtime.Import", "bin", BuiltServer.Assembly.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "OrleansRealtime.Import.dll");

    public static Process Start(string apiKey, string folder, params string[] words)
    {
        var start = new ProcessStartInfo("dotnet", [Assembly, .. words]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["REALTIME_API_KEY"] = apiKey;
        return Process.Start(start)!;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string apiKey, string folder, params string[] words)
    {
        using var process = Start(apiKey, folder, words);
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().Within("the import to end", Waiting.Sweep);
        return (process.ExitCode, await output, await errors);
    }
}
