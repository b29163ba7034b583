using System.Diagnostics;
using System.Globalization;
using OrleansRealtime.Consistency.Plans;
using OrleansRealtime.Consistency.Reports;
using OrleansRealtime.Consistency.Stages;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.Consistency;

/// <summary>The proof of the promise: nothing lost, nothing doubled, nothing stale, whatever breaks.</summary>
internal sealed class ConvergeCommand : ICommand
{
    private const int RunsPerStage = 25;

    public string Name => "converge";

    public string Summary => "Plays writers, viewers, faults and crashes by seed, and checks that every viewer converges and every effect is there once.";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("seed", "1", "of the first run"),
        new("runs", "1000", "one after the other; 50 with --server"),
        new("server", "", "a process that is killed, instead of grains in this one"),
        new("store", "sqlite|postgres", "where it is kept; the first unless another is named"),
        new("keep", "", "the histories of all runs stay"),
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var isServer = options.Switch("server");
        var (first, runs) = (options.Number("seed", 1), options.Number("runs", isServer ? 50 : 1000));
        var store = options.Choice("store", "sqlite", "postgres");
        var keeps = options.Switch("keep");
        options.End();

        // Each server says hello there.
        var output = Console.Out;
        Console.SetOut(TextWriter.Null);
        var failed = 0;
        var watch = Stopwatch.StartNew();
        var stage = await OpenAsync();
        try
        {
            for (var n = 0; n < runs; n++)
            {
                var plan = Planner.Plan(first + n, random => isServer ? random.Next(1, 4) : 1);
                var run = new ConvergeRun(stage, plan);
                var found = await run.PlayAsync(stop);
                if (found.Count > 0) failed++;
                // Whatever a failed run left behind is not for the next; and each crash of an in-process server leaves timers that all would look at.
                if (found.Count > 0 || (!isServer && (n + 1) % RunsPerStage == 0))
                {
                    await stage.DisposeAsync();
                    stage = await OpenAsync();
                }

                if (found.Count > 0 || keeps) RunLog.Write(
                    output, plan, run.Events, found, $"{(isServer ? "server-" : "")}{store}", $"converge{(isServer ? " --server" : "")} --store {store}");

                if (isServer || (n + 1) % 50 == 0 || n + 1 == runs)
                    output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{n + 1} runs, {failed} failed, {watch.Elapsed.TotalSeconds / (n + 1):0.000} s each"));
            }
        }
        finally
        {
            await stage.DisposeAsync();
        }

        return failed == 0 ? 0 : 1;

        async Task<IStage> OpenAsync() =>
            isServer ? await ServerStage.OpenAsync(await Store.OpenAsync(store)) : await InProcessStage.OpenAsync(await Store.OpenAsync(store));
    }
}
