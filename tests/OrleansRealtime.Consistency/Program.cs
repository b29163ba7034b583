using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.Consistency;

/// <summary>In a namespace, because the server has a Program, too.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) =>
        CommandRunner.RunAsync("OrleansRealtime.Consistency", [new ConvergeCommand(), new ConvergeClusterCommand(), new ServeFaultyCommand()], args);
}
