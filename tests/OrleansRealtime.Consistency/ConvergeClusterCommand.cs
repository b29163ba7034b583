using System.Diagnostics;
using System.Globalization;
using OrleansRealtime.Consistency.Plans;
using OrleansRealtime.Consistency.Reports;
using OrleansRealtime.Consistency.Stages;
using OrleansRealtime.TestKit.Commands;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Consistency;

/// <summary>The proof of the promise on a cluster: whatever becomes of its nodes, its database and its network, nothing lost, nothing doubled,
/// nothing stale, and no answer below one that was given before.</summary>
internal sealed class ConvergeClusterCommand : ICommand
{
    private const string AllKinds = "all";

    private const string WhatIsMissing = "takes root and iproute2, to cut nodes off, or a C compiler with the C library's headers, for their clocks.";

    public string Name => "converge-cluster";

    public string Summary => "Plays writers and viewers on a cluster of processes while its nodes are killed, frozen and stopped by seed, and says how long each fault is felt.";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("seed", "1", "of the first run"),
        new("runs", "50", "one after the other"),
        new("faults", "5", "in each run, one after the other"),
        new("only", string.Join('|', Enum.GetNames<NodeFaultKind>()), "one kind of fault; all of them unless one is named"),
        new("renewal", "15", "seconds after which a process finds out what its streams lost: the fewer, the sooner a run is over"),
        new("other", "DLL", "a server of another build, to which nodes are rolled and back"),
        new("keep", "", "the histories of all runs stay"),
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var (first, runs, faults) = (options.Number("seed", 1), options.Number("runs", 50), options.Number("faults", 5));
        var only = options.Choice("only", [AllKinds, .. Enum.GetNames<NodeFaultKind>()]);
        var interval = TimeSpan.FromSeconds(options.Number("renewal", 15, min: 1, max: 300));
        var other = options.Text("other");
        var keeps = options.Switch("keep");
        options.End();

        List<NodeFaultKind> cannotBe = [.. Enum.GetValues<NodeFaultKind>().Except(ClusterStage.Kinds)];
        IReadOnlyList<NodeFaultKind> kinds = only == AllKinds ? ClusterStage.Kinds : [Enum.Parse<NodeFaultKind>(only)];
        if (kinds.Any(cannotBe.Contains)) throw new CommandLineException($"--only {only} {WhatIsMissing}");
        if (cannotBe.Count > 0) Console.WriteLine($"Not played: {string.Join(", ", cannotBe)}. That {WhatIsMissing}");
        var (failed, table, watch) = (0, new FaultTable(), Stopwatch.StartNew());
        var stage = await ClusterStage.OpenAsync(interval, other);
        try
        {
            for (var n = 0; n < runs; n++)
            {
                var plan = Planner.PlanCluster(first + n, ClusterStage.Plan, faults, kinds);
                var run = new ConvergeRun(stage, plan);
                var found = await run.PlayAsync(stop);
                table.Add(plan.Seed, [.. FaultTimes.Of(run.Events)], found.Count);
                if (found.Count > 0 || keeps)
                {
                    RunLog.Write(Console.Out, plan, run.Events, found, "cluster", $"converge-cluster --faults {faults} --only {only} --renewal {interval.TotalSeconds:0}");
                    foreach (var node in stage.Nodes) await File.WriteAllTextAsync(BuiltServer.Artifacts("converge", $"cluster-{plan.Seed}-{node.Name}.log"), node.Output, stop);
                }

                if (found.Count > 0)
                {
                    failed++;
                    // Whatever a failed run left behind is not for the next.
                    await stage.DisposeAsync();
                    stage = await ClusterStage.OpenAsync(interval, other);
                }

                foreach (var line in table.Lines()) Console.WriteLine(line);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{n + 1} runs, {failed} failed, {watch.Elapsed.TotalSeconds / (n + 1):0.000} s each"));
            }
        }
        finally
        {
            await stage.DisposeAsync();
            Console.WriteLine($"each fault for itself: {table.Write()}");
        }

        return failed == 0 ? 0 : 1;
    }
}
