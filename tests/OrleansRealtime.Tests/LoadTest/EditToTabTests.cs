using OrleansRealtime.LoadTest.EditToTab;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.Tests.LoadTest;

/// <summary>The scenario with real peers, small: what it measures is not asked for here, only that every edit came and that the tool says so.</summary>
public sealed class EditToTabTests
{
    [Fact]
    public async Task Peers_bring_every_edit_to_its_viewer()
    {
        var options = new CommandLine(
            ["--systems", "kestrel,signalr", "--entities", "3", "--viewers", "2", "--rate", "20", "--windows", "1", "--seconds", "1", "--warm-up", "1"]);

        Assert.Equal(0, await new EditToTabCommand().RunAsync(options, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("--systems", "socketio")]
    [InlineData("--rate", "0")]
    [InlineData("--what", "ever")]
    public async Task An_option_that_makes_no_sense_is_refused_before_anything_starts(string name, string value) =>
        await Assert.ThrowsAsync<CommandLineException>(
            () => new EditToTabCommand().RunAsync(new([name, value]), TestContext.Current.CancellationToken));
}
