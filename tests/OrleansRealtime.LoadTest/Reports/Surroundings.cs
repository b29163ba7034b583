using System.ComponentModel;
using System.Runtime.InteropServices;
using OrleansRealtime.LoadTest.Processes;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.LoadTest.Reports;

/// <summary>What figures are of: the build and the machine.</summary>
internal static class Surroundings
{
#if DEBUG
    public static bool IsDebug => true;
#else
    public static bool IsDebug => false;
#endif

    public static string Configuration => IsDebug ? "Debug" : "Release";

    public static object Machine => new
    {
        cores = Environment.ProcessorCount,
        // Not every architecture names its model.
        processor = Line("/proc/cpuinfo", "model name"),
        memory = Line("/proc/meminfo", "MemTotal"),
        system = RuntimeInformation.OSDescription,
        runtime = RuntimeInformation.FrameworkDescription,
    };

    /// <summary>The commit that is checked out; <c>null</c> where there is no repository, or no git.</summary>
    public static async Task<string?> CommitAsync()
    {
        try
        {
            return (await Child.RunAsync("git", ["rev-parse", "HEAD"], BuiltServer.PathInRepository())).Trim();
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    private static string? Line(string file, string name) => File.Exists(file)
        ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        : null;
}
