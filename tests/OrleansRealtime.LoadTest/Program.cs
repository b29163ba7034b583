using OrleansRealtime.LoadTest.Cluster;
using OrleansRealtime.LoadTest.Cold;
using OrleansRealtime.LoadTest.Durable;
using OrleansRealtime.LoadTest.EditToTab;
using OrleansRealtime.LoadTest.Followers;
using OrleansRealtime.LoadTest.GroupCommits;
using OrleansRealtime.LoadTest.Growth;
using OrleansRealtime.LoadTest.Hot;
using OrleansRealtime.LoadTest.Idle;
using OrleansRealtime.LoadTest.Inboxes;
using OrleansRealtime.LoadTest.Micro;
using OrleansRealtime.LoadTest.Peers;
using OrleansRealtime.LoadTest.Renewals;
using OrleansRealtime.LoadTest.Replay;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.SlowViewer;
using OrleansRealtime.LoadTest.Start;
using OrleansRealtime.LoadTest.Storm;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest;

/// <summary>In a namespace, because the server has a Program, too.</summary>
internal static class Program
{
    public static readonly ICommand[] Commands =
    [
        new EditToTabCommand(), new FanOutCommand(), new YoungCommand(), new ReplayCommand(), new HotCommand(), new DurableCommand(), new InboxCommand(), new ClusterCommand(),
        new GrowthCommand(), new StormCommand(), new SlowViewerCommand(), new IdleCommand(), new ColdCommand(), new StartCommand(),
        new FollowersCommand(), new LongInboxCommand(), new GroupCommitCommand(), new RenewalsCommand(), new MicroCommand(), new PeerCommand(),
    ];

    private static Task<int> Main(string[] args)
    {
        if (Surroundings.IsDebug) Console.Error.WriteLine("This is a Debug build, whose figures say nothing of a Release: dotnet run -c Release.");
        return CommandRunner.RunAsync("OrleansRealtime.LoadTest", Commands, args);
    }
}
