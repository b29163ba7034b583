using OrleansRealtime.LoadTest.EditToTab;
using OrleansRealtime.TestKit.Commands;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Tests.LoadTest;

/// <summary>The scenario with real peers, small: what it measures is not asked for here, only that every edit came and that the tool says so.</summary>
public sealed class EditToTabTests
{
    private static readonly string[] Small = ["--entities", "3", "--viewers", "2", "--rate", "20", "--windows", "1", "--seconds", "1", "--warm-up", "1"];

    [Fact]
    public async Task Peers_bring_every_edit_to_its_viewer()
    {
        Requirement.Is(PrivatePostgres.IsThere, "PostgreSQL is missing: build/need.sh postgres.");

        Assert.Equal(0, await RunAsync(new EditToTabCommand(), "--systems", "kestrel,signalr,orleans-postgres"));
    }

    [Fact]
    public async Task The_platform_brings_every_edit_to_its_viewer() => Assert.Equal(0, await RunAsync(new EditToTabCommand(), "--systems", "sqlite"));

    [Fact]
    public async Task A_young_server_brings_every_edit_to_its_viewer() =>
        Assert.Equal(0, await RunAsync(new YoungCommand(), "--systems", "signalr", "--age", "3"));

    [Theory]
    [InlineData("--systems", "socketio")]
    [InlineData("--rate", "0")]
    [InlineData("--what", "ever")]
    public async Task An_option_that_makes_no_sense_is_refused_before_anything_starts(string name, string value) =>
        await Assert.ThrowsAsync<CommandLineException>(
            () => new EditToTabCommand().RunAsync(new([name, value]), TestContext.Current.CancellationToken));

    private static Task<int> RunAsync(ICommand command, params string[] words) => command.RunAsync(new([.. words, .. Small]), TestContext.Current.CancellationToken);
}
