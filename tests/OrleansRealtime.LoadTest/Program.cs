using OrleansRealtime.LoadTest.Followers;
using OrleansRealtime.LoadTest.GroupCommits;
using OrleansRealtime.LoadTest.Inboxes;
using OrleansRealtime.LoadTest.Renewals;
using OrleansRealtime.LoadTest.SlowViewer;
using OrleansRealtime.LoadTest.Storm;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest;

/// <summary>In a namespace, because the server has a Program, too.</summary>
internal static class Program
{
    private static Task<int> Main(string[] args) => CommandRunner.RunAsync("OrleansRealtime.LoadTest", [new FollowersCommand(), new GroupCommitCommand(), new InboxCommand(), new RenewalsCommand(), new SlowViewerCommand(), new StormCommand()], args);
}
