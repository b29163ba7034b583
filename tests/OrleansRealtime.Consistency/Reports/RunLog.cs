using OrleansRealtime.Consistency.Histories;
using OrleansRealtime.Consistency.Plans;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Consistency.Reports;

/// <summary>What a run leaves behind: its plan, its history and what was found in it.</summary>
internal static class RunLog
{
    /// <param name="form">The kind of run, for the file's name.</param>
    /// <param name="command">What played it, without seed and number of runs.</param>
    public static void Write(TextWriter output, RunPlan plan, IReadOnlyList<Event> history, IReadOnlyList<string> found, string form, string command)
    {
        var again = $"dotnet run --project tests/OrleansRealtime.Consistency -- {command} --seed {plan.Seed} --runs 1";
        var path = BuiltServer.Artifacts("converge", $"{form}-{plan.Seed}.log");
        File.WriteAllLines(path, [again, "", .. found, "", plan.ToString(), "", .. history.Select(History.Line)]);
        output.WriteLine($"seed {plan.Seed}{(found.Count > 0 ? " failed:" : "")}");
        foreach (var finding in found.Take(5)) output.WriteLine($"  {finding}");
        output.WriteLine($"  ({found.Count} findings; plan and history: {path}; again: {again})");
    }
}
