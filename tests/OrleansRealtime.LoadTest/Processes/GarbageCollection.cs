namespace OrleansRealtime.LoadTest.Processes;

/// <summary>How a process of .NET collects garbage, as its threads tell: what was asked for is not always what the runtime makes of a machine.</summary>
internal static class GarbageCollection
{
    /// <returns><c>server</c> or <c>workstation</c>.</returns>
    public static string ModeOf(int process) =>
        Directory.EnumerateDirectories($"/proc/{process}/task").Any(thread => NameOf(thread) == ".NET Server GC") ? "server" : "workstation";

    private static string? NameOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "comm")).Trim();
        }
        catch (IOException)
        {
            // It has ended.
            return null;
        }
    }
}
