using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using OrleansRealtime.TestKit.Commands;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.LoadTest.Micro;

/// <summary>The pure steps of an edit and of a notification, one by one, by BenchmarkDotNet: their time, and what they allocate.</summary>
internal sealed class MicroCommand : ICommand
{
    /// <summary>By the words of the option <c>--only</c>.</summary>
    public static readonly IReadOnlyDictionary<string, Type> Benchmarks = new SortedDictionary<string, Type>(StringComparer.Ordinal)
    {
        ["commit-payload"] = typeof(CommitPayloadBenchmarks),
        ["connection-writer"] = typeof(ConnectionWriterBenchmarks),
        ["evaluator"] = typeof(EvaluatorBenchmarks),
        ["frame-writing"] = typeof(FrameWritingBenchmarks),
        ["grouping"] = typeof(GroupingBenchmarks),
        ["merge"] = typeof(MergeBenchmarks),
        ["merge-patch"] = typeof(MergePatchBenchmarks),
    };

    public string Name => "micro";

    public string Summary => "what single steps take and allocate: merge, grouping, evaluator, connection writer, frame writing, merge patch, commit payload";

    public IReadOnlyList<CommandOption> Options =>
    [
        new("only", string.Join(',', Benchmarks.Keys), "which of them"),
        new("short", "", "fewer repetitions"),
    ];

    public async Task<int> RunAsync(CommandLine options, CancellationToken stop)
    {
        var chosen = options.Text("only")?.Split(',') ?? [.. Benchmarks.Keys];
        if (Array.Find(chosen, name => !Benchmarks.ContainsKey(name)) is { } unknown) throw new CommandLineException($"there is no benchmark {unknown}.");
        var job = options.Switch("short") ? Job.ShortRun : Job.Default;
        options.End();

        // In this process: another one would have to be built first.
        var config = ManualConfig.CreateEmpty()
            .AddJob(job.WithToolchain(InProcessEmitToolchain.Instance))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(JsonExporter.Brief)
            .WithArtifactsPath(BuiltServer.Artifacts("load", "micro"))
            .WithOptions(ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile);
        // On a thread that is left behind when it is stopped: BenchmarkDotNet takes no word of that.
        var running = Task.Factory.StartNew(
            () => BenchmarkRunner.Run([.. chosen.Select(name => Benchmarks[name])], config), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        var summaries = await running.WaitAsync(stop);
        return summaries.All(summary => summary.Reports.Length > 0 && summary.Reports.All(report => report.Success)) ? 0 : 1;
    }
}
