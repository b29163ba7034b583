using OrleansRealtime.LoadTest.Cluster;
using OrleansRealtime.LoadTest.Hot;
using OrleansRealtime.LoadTest.Inboxes;
using OrleansRealtime.LoadTest.Replay;
using OrleansRealtime.TestKit.Commands;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Tests.LoadTest;

/// <summary>Scenarios of the platform, small. What they measure is not asked for here: only that nothing was lost or doubled, and that the tool says so. Bars
/// that a busy machine misses are no part of it.</summary>
public sealed class ScenarioTests
{
    private static readonly string[] Small = ["--windows", "1", "--warm-up", "1"];

    [Fact]
    public async Task Every_edit_of_many_writers_on_one_entity_is_at_its_viewers() =>
        Assert.Equal(0, await RunAsync(new HotCommand(), "--systems", "sqlite", "--writers", "20", "--viewers", "3", "--rate", "50", "--seconds", "1"));

    [Fact]
    public async Task Every_edit_of_a_history_is_at_the_tab_that_watches()
    {
        var file = Path.GetTempFileName();
        try
        {
            var lines = Enumerable.Range(0, 60).Select(n => $"{n / 20 * 1_000}\tuser-{n % 3}\titem {n % 7}\tThe title of commit {n / 20}");
            await File.WriteAllLinesAsync(file, lines.Prepend("second\tuser\titem\ttitle"), TestContext.Current.CancellationToken);

            Assert.Equal(0, await RunAsync(new ReplayCommand(), "--systems", "sqlite", "--file", file, "--speed", "60", "--tabs", "3"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task An_edit_crosses_a_cluster()
    {
        Requirement.Is(PrivatePostgres.IsThere, "PostgreSQL is missing: build/need.sh postgres.");

        Assert.Equal(0, await RunAsync(new ClusterCommand(), "--silos", "2", "--gateways", "1", "--entities", "3", "--rate", "20", "--seconds", "1"));
    }

    [Theory]
    [InlineData("cluster", "--silos", "0")]
    [InlineData("cluster", "--gateways", "1,many")]
    [InlineData("hot", "--systems", "kestrel")]
    [InlineData("inbox", "--recipients", "1001")]
    [InlineData("replay", "--speed", "10")]
    [InlineData("replay", "--file", "/nowhere/edits.tsv")]
    public async Task An_option_that_makes_no_sense_is_refused_before_anything_starts(string command, string name, string value)
    {
        ICommand[] commands = [new ClusterCommand(), new HotCommand(), new InboxCommand(), new ReplayCommand()];

        await Assert.ThrowsAsync<CommandLineException>(
            () => commands.Single(each => each.Name == command).RunAsync(new([name, value]), TestContext.Current.CancellationToken));
    }

    private static Task<int> RunAsync(ICommand command, params string[] words) => command.RunAsync(new([.. words, .. Small]), TestContext.Current.CancellationToken);
}
