using System.Globalization;

namespace OrleansRealtime.LoadTest.Processes;

/// <summary>Processes and all that they have started, as the operating system accounts for them; Linux only, because it reads /proc.</summary>
internal sealed class ProcessTree(params IReadOnlyList<int> roots)
{
    /// <summary>Ticks of the kernel's accounts, of which a second has 100 on every architecture that .NET runs on.</summary>
    public const double TicksPerSecond = 100;

    private const int Parent = 1;
    private const int UserTime = 11;
    private const int SystemTime = 12;

    /// <summary>The time on all cores, in user and system, of those that live.</summary>
    public TimeSpan Cpu => TimeSpan.FromSeconds(
        Members().Sum(process => Fields(process) is { } fields ? Number(fields[UserTime]) + Number(fields[SystemTime]) : 0) / TicksPerSecond);

    /// <summary>Resident memory in bytes; what processes share is counted for each.</summary>
    public long Memory => Members().Sum(MemoryOf);

    private List<int> Members()
    {
        var parents = new Dictionary<int, int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var process) && Fields(process) is { } fields)
                parents[process] = (int)Number(fields[Parent]);
        }

        List<int> members = [.. roots];
        for (var at = 0; at < members.Count; at++) members.AddRange(parents.Where(pair => pair.Value == members[at]).Select(pair => pair.Key));
        return members;
    }

    // The name of the program stands in parentheses and may hold anything; behind it the fields are separated by one space.
    private static string[]? Fields(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return null;
        }
    }

    private static long MemoryOf(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null ? 0 : (long)Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static double Number(string text) => double.Parse(text.Trim(), CultureInfo.InvariantCulture);
}
