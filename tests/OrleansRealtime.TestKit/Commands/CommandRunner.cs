namespace OrleansRealtime.TestKit.Commands;

/// <summary>The main program of a tool that has several commands.</summary>
internal static class CommandRunner
{
    private const int NoSense = 2;
    private const int Interrupted = 130;

    /// <param name="project">The tool's project, for the line that says how it is called.</param>
    /// <param name="output">For help that was asked for; the console's unless another is given, as with <paramref name="errors"/>.</param>
    /// <returns>The chosen command's exit code; 0 after help; 2 when the words make no sense; 130 when it was interrupted.</returns>
    public static async Task<int> RunAsync(string project, ICommand[] commands, string[] args, TextWriter? output = null, TextWriter? errors = null)
    {
        (output, errors) = (output ?? Console.Out, errors ?? Console.Error);
        if (args is [var help, ..] && IsHelp(help))
        {
            await WriteAllAsync(output, project, commands);
            return 0;
        }

        if (args is not [var name, .. var rest] || Array.Find(commands, command => command.Name == name || command.Alias == name) is not { } chosen)
        {
            await WriteAllAsync(errors, project, commands);
            return NoSense;
        }

        if (Array.Exists(rest, IsHelp))
        {
            await WriteAsync(output, project, chosen);
            return 0;
        }

        // What was started goes with the process: each of them listens to its end.
        using var interrupts = new Interrupts(() => Environment.Exit(Interrupted));
        try
        {
            return await chosen.RunAsync(new(rest), interrupts.Stop);
        }
        catch (OperationCanceledException) when (interrupts.Stop.IsCancellationRequested)
        {
            await errors.WriteLineAsync($"{name}: given up");
            return Interrupted;
        }
        catch (CommandLineException e)
        {
            await errors.WriteLineAsync($"{name}: {e.Message}\n");
            await WriteAsync(errors, project, chosen);
            return NoSense;
        }
    }

    private static bool IsHelp(string word) => word is "--help" or "-h";

    private static async Task WriteAllAsync(TextWriter to, string project, ICommand[] commands)
    {
        await to.WriteLineAsync($"{Call(project)} COMMAND [--OPTION VALUE ...]\n");
        foreach (var command in commands) await to.WriteLineAsync($"  {command.Name,-14} {command.Summary}");
        await to.WriteLineAsync($"\nCOMMAND --help lists the options of one.\n{ExitCodes}");
    }

    private static async Task WriteAsync(TextWriter to, string project, ICommand command)
    {
        await to.WriteLineAsync($"{Call(project)} {command.Name} [--OPTION VALUE ...]\n\n{command.Summary}\n");
        List<(string Words, string Meaning)> lines = [.. command.Options.Select(option => ($"--{option.Name} {option.Value}".TrimEnd(), option.Meaning))];
        var width = lines.Select(line => line.Words.Length).DefaultIfEmpty().Max();
        foreach (var (words, meaning) in lines) await to.WriteLineAsync($"  {words.PadRight(width)}  {meaning}");
        await to.WriteLineAsync($"\nWhat stands behind an option is its default, unless it is in capitals.\n{ExitCodes}");
    }

    private static string Call(string project) => $"dotnet run --project tests/{project} -c Release --";

    private const string ExitCodes = "Exit codes: 0 = as it should be, 1 = not (which is said), 2 = the words make no sense, 130 = interrupted.";
}
