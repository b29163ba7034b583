using OrleansRealtime.LoadTest.Commands;
using OrleansRealtime.LoadTest.Converge;
using OrleansRealtime.LoadTest.Followers;
using OrleansRealtime.LoadTest.GroupCommits;
using OrleansRealtime.LoadTest.Inboxes;
using OrleansRealtime.LoadTest.Renewals;
using OrleansRealtime.LoadTest.SlowViewer;

namespace OrleansRealtime.LoadTest;

/// <summary>In a namespace, because the server has a Program, too.</summary>
internal static class Program
{
    private static readonly ILoadCommand[] Commands =
    [
        new ConvergeCommand(), new FollowersCommand(), new GroupCommitCommand(), new InboxCommand(), new RenewalsCommand(),
        new ServeFaultyCommand(), new SlowViewerCommand(),
    ];

    private static async Task<int> Main(string[] args)
    {
        if (args is not [var name, .. var rest] || Array.Find(Commands, command => command.Name == name) is not { } chosen)
        {
            Console.Error.WriteLine("dotnet run --project tests/OrleansRealtime.LoadTest -- COMMAND [--OPTION VALUE ...]");
            foreach (var command in Commands) Console.Error.WriteLine($"  {command.Name,-14} {command.Summary}\n{"",17}{command.Usage}");
            return 2;
        }

        try
        {
            using var stop = new CancellationTokenSource();
            Console.CancelKeyPress += (_, pressed) =>
            {
                // The command ends by itself, and takes along what it started.
                pressed.Cancel = true;
                stop.Cancel();
            };
            return await chosen.RunAsync(new(rest), stop.Token);
        }
        catch (CommandLineException e)
        {
            Console.Error.WriteLine($"{name}: {e.Message}\n{chosen.Usage}");
            return 2;
        }
    }
}
