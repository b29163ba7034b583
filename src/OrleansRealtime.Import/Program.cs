using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OrleansRealtime.Client;

namespace OrleansRealtime.Import;

/// <summary>The command <c>./import</c>. Exit codes: 0 = all is there, 1 = something is not, 2 = it was called wrongly, 130 = it was stopped.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        using var stop = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        try
        {
            return await RunAsync(ImportOptions.Read(args), stop.Token);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Stopped. Run it again within 24 hours to go on: nothing is made twice.");
            return 130;
        }
        catch (Exception e) when (e is ImportOptionsException or BadLineException or IOException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync($"import: {e.Message}");
            return 2;
        }
        catch (OptionsValidationException e)
        {
            await Console.Error.WriteLineAsync($"import: {e.Message}");
            return 2;
        }
        catch (RealtimeException e)
        {
            await Console.Error.WriteLineAsync($"import: {e.Code}: {e.Message} What was imported by then stays; run it again to go on.");
            return 1;
        }

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task<int> RunAsync(ImportOptions options, CancellationToken stop)
    {
        // Read once before anything is sent: of a file with a mistake nothing is imported.
        var total = 0L;
        await foreach (var _ in ImportFile.ReadAsync(options.File, stop)) total++;
        await using var services = new ServiceCollection().AddRealtimeClient(options.Configure).BuildServiceProvider();
        var client = services.GetRequiredService<RealtimeClient>();
        var watch = Stopwatch.StartNew();

        var counts = new ImportCounts();
        await using (new ProgressLine(() => $"{counts.Lines:N0} of {total:N0} entities, {counts.Followers:N0} followers, {counts.Comments:N0} comments, {watch.Elapsed.TotalSeconds:N0} s"))
            await new Importer(client, counts).RunAsync(ImportFile.ReadAsync(options.File, stop), stop);
        Console.WriteLine($"Imported in {watch.Elapsed.TotalSeconds:N1} s: {counts.Created:N0} entities with {counts.Followers:N0} followers and {counts.Comments:N0} comments.");
        if (counts.There > 0) Console.WriteLine($"{counts.There:N0} entities were there before, and are as they were.");
        Tell(counts.Failures, "could not be imported");

        watch.Restart();
        var check = new ImportCheck(client);
        await using (new ProgressLine(() => $"Checked {check.Read:N0} of {total:N0}"))
            await check.RunAsync(ImportFile.ReadAsync(options.File, stop), stop);
        Console.WriteLine($"Checked in {watch.Elapsed.TotalSeconds:N1} s: {check.Equal:N0} of {total:N0} are as the file has them, {check.Changed:N0} were changed since.");
        Tell(check.Differences, "are not as the file has them");
        return counts.Failures.Count == 0 && check.Differences.Count == 0 ? 0 : 1;
    }

    private static void Tell(Findings findings, string what)
    {
        var (count, told) = (findings.Count, findings.Told);
        if (count == 0) return;
        Console.WriteLine($"{count:N0} {what}:");
        foreach (var line in told) Console.WriteLine($"  {line}");
        if (count > told.Count) Console.WriteLine($"  and {count - told.Count:N0} more");
    }
}
