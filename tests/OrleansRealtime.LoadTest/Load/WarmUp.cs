using System.Diagnostics;
using OrleansRealtime.LoadTest.Processes;
using OrleansRealtime.LoadTest.Systems;

namespace OrleansRealtime.LoadTest.Load;

/// <summary>Work before anything is measured, until a system of .NET compiles no more: what takes one process seconds takes another minutes.</summary>
internal static class WarmUp
{
    /// <summary>Fewer methods than this in a second are what a warm process compiles now and then.</summary>
    private const long QuietMethods = 10;

    private const int QuietSeconds = 5;

    /// <param name="work">Some of the work that will be measured, for about a second.</param>
    /// <param name="most">After which it is given up, and said.</param>
    /// <returns>Whether it was given up: what is measured now is not what a warm process does.</returns>
    public static async Task<bool> RunAsync(ISystem system, Func<Task> work, TimeSpan most)
    {
        var began = Stopwatch.GetTimestamp();
        List<CompilationWatch> watches = system.IsDotNet ? [.. system.Processes.Select(process => new CompilationWatch(process))] : [];
        try
        {
            var (quiet, before) = (0, 0L);
            while (quiet < QuietSeconds && Stopwatch.GetElapsedTime(began) < most)
            {
                await work();
                var methods = watches.Sum(watch => watch.Methods);
                quiet = methods - before < QuietMethods * Math.Max(1, watches.Count) && watches.TrueForAll(watch => watch.Methods > 0) ? quiet + 1 : 0;
                before = methods;
            }

            var isCompiling = quiet < QuietSeconds && system.IsDotNet;
            Console.WriteLine(
                $"{system.Name}: warmed for {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s"
                + (system.IsDotNet ? $", {before} methods compiled{(isCompiling ? ", and still compiling" : "")}" : ""));
            return isCompiling;
        }
        finally
        {
            foreach (var watch in watches) await watch.DisposeAsync();
        }
    }
}
