namespace OrleansRealtime.TestKit.Commands;

/// <summary>One thing that a tool does.</summary>
internal interface ICommand
{
    string Name { get; }

    /// <summary>What it finds out, in one line.</summary>
    string Summary { get; }

    /// <summary>Another name that it answers to; <c>null</c> where it has none.</summary>
    string? Alias => null;

    /// <summary>All of its options.</summary>
    IReadOnlyList<CommandOption> Options { get; }

    /// <summary>Runs it to its end and prints what it found.</summary>
    /// <returns>The exit code: 0 = as it should be, 1 = not.</returns>
    /// <exception cref="CommandLineException">An option makes no sense.</exception>
    Task<int> RunAsync(CommandLine options, CancellationToken stop);
}
