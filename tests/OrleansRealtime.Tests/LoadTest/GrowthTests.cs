using OrleansRealtime.LoadTest.Growth;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.Tests.LoadTest;

/// <summary>The scenario on the real server, small: that every edit came, whatever there is besides.</summary>
public sealed class GrowthTests
{
    [Theory]
    [InlineData("entities")]
    [InlineData("connections")]
    [InlineData("fields")]
    [InlineData("followers")]
    public async Task Every_edit_comes_while_one_thing_grows(string of)
    {
        var options = new CommandLine(["--of", of, "--steps", "3", "--rate", "20", "--windows", "1", "--seconds", "1", "--warm-up", "1"]);

        Assert.Equal(0, await new GrowthCommand().RunAsync(options, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("--of", "wishes")]
    [InlineData("--steps", "1,,2")]
    [InlineData("--steps", "1,more")]
    [InlineData("--steps", "-1")]
    [InlineData("--compare", "/nowhere/growth.json")]
    public async Task An_option_that_makes_no_sense_is_refused_before_anything_starts(string name, string value) =>
        await Assert.ThrowsAsync<CommandLineException>(
            () => new GrowthCommand().RunAsync(new([name, value]), TestContext.Current.CancellationToken));
}
