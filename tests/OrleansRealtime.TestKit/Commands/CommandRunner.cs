using System.Runtime.InteropServices;

namespace OrleansRealtime.TestKit.Commands;

/// <summary>The main program of a tool that has several commands.</summary>
internal static class CommandRunner
{
    /// <param name="project">The tool's project, for the line that says how it is called.</param>
    /// <returns>The chosen command's exit code; 2 when the words make no sense.</returns>
    public static async Task<int> RunAsync(string project, ICommand[] commands, string[] args)
    {
        if (args is not [var name, .. var rest] || Array.Find(commands, command => command.Name == name) is not { } chosen)
        {
            Console.Error.WriteLine($"dotnet run --project tests/{project} -- COMMAND [--OPTION VALUE ...]");
            foreach (var command in commands) Console.Error.WriteLine($"  {command.Name,-14} {command.Summary}\n{"",17}{command.Usage}");
            return 2;
        }

        try
        {
            using var stop = new CancellationTokenSource();
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
            using var termination = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
            return await chosen.RunAsync(new(rest), stop.Token);

            // The command ends by itself, and takes along what it started.
            void End(PosixSignalContext signal)
            {
                signal.Cancel = true;
                stop.Cancel();
            }
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"{name}: given up");
            return 130;
        }
        catch (CommandLineException e)
        {
            Console.Error.WriteLine($"{name}: {e.Message}\n{chosen.Usage}");
            return 2;
        }
    }
}
