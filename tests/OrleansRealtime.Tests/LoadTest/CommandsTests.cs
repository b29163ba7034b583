using System.Diagnostics;
using OrleansRealtime.TestKit.Commands;
using Tool = OrleansRealtime.LoadTest.Program;

namespace OrleansRealtime.Tests.LoadTest;

/// <summary>How the tool is called.</summary>
public sealed class CommandsTests
{
    public static TheoryData<string> Names() => [.. Tool.Commands.Select(command => command.Name)];

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Help_lists_the_commands(string word)
    {
        var (exitCode, output, errors) = await RunAsync(word);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.All(Tool.Commands, command => Assert.Contains($"  {command.Name} ", output, StringComparison.Ordinal));
        Assert.Contains("Exit codes: 0", output, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Help_of_a_command_has_a_line_for_each_option(string name)
    {
        var (exitCode, output, errors) = await RunAsync(name, "--help");

        Assert.Equal((0, ""), (exitCode, errors));
        var lines = output.Split('\n');
        foreach (var option in Tool.Commands.Single(command => command.Name == name).Options)
            Assert.Single(lines, line => line.StartsWith($"  --{option.Name} ", StringComparison.Ordinal) && line.TrimEnd().EndsWith(option.Meaning, StringComparison.Ordinal));
        Assert.Equal(0, (await RunAsync(name, "-h")).ExitCode);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_command_takes_the_options_that_it_lists_and_no_others(string name)
    {
        var command = Tool.Commands.Single(each => each.Name == name);
        List<string> words = [];
        // The file would be read before anything else is looked at.
        foreach (var option in command.Options.Where(option => option.Name != "compare"))
        {
            words.Add($"--{option.Name}");
            if (option.Value.Length > 0) words.Add(option.Value.Split('|')[0]);
        }

        var options = new CommandLine([.. words, "--no-such", "1"]);
        var refused = await Assert.ThrowsAsync<CommandLineException>(() => command.RunAsync(options, TestContext.Current.CancellationToken));

        Assert.Equal("there is no option --no-such.", refused.Message);
        Assert.Equal(command.Options.Select(option => option.Name).Where(option => option != "compare").Order(), options.Values.Keys.Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task What_is_not_given_is_the_default_that_is_listed(string name)
    {
        var command = Tool.Commands.Single(each => each.Name == name);
        // Without it there is nothing to play.
        string[] needed = name == "replay" ? ["--file", "edits.tsv"] : [];

        var options = new CommandLine([.. needed, "--no-such", "1"]);
        await Assert.ThrowsAsync<CommandLineException>(() => command.RunAsync(options, TestContext.Current.CancellationToken));

        Assert.All(options.Values.Where(value => !needed.Contains($"--{value.Key}")), value => Assert.Equal(
            command.Options.Single(option => option.Name == value.Key).Value.Split('|')[0], value.Value));
    }

    [Theory]
    [InlineData]
    [InlineData("no-such-command")]
    [InlineData("start", "--no-such", "1")]
    [InlineData("start", "--compare", "/nowhere/start.json")]
    public async Task Words_that_make_no_sense_are_refused_with_what_does(params string[] words)
    {
        var (exitCode, output, errors) = await RunAsync(words);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains("Exit codes", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_command_answers_to_its_other_name() => Assert.Contains("slow-viewer", (await RunAsync("slow", "--help")).Output, StringComparison.Ordinal);

    [Fact]
    public void The_second_interrupt_ends_at_once()
    {
        var exits = 0;
        using var interrupts = new Interrupts(() => exits++);

        interrupts.Interrupt();
        Assert.Equal((true, 0), (interrupts.Stop.IsCancellationRequested, exits));
        interrupts.Interrupt();
        Assert.Equal(1, exits);
    }

    [Fact]
    public async Task Benchmarks_end_when_they_are_interrupted()
    {
        var start = new ProcessStartInfo("env") { RedirectStandardOutput = true, RedirectStandardError = true };
        // What a shell starts in the background ignores Ctrl-C, and so does whatever that starts.
        foreach (var word in (string[])["--default-signal=INT", "dotnet", typeof(Tool).Assembly.Location, "micro", "--only", "merge"]) start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        try
        {
            while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line && !line.Contains("Benchmark", StringComparison.Ordinal))
            {
            }

            var rest = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"])) await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).Within("the end of the benchmarks");
            await rest;

            Assert.Equal(130, process.ExitCode);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        return (await CommandRunner.RunAsync("OrleansRealtime.LoadTest", Tool.Commands, words, output, errors), $"{output}", $"{errors}");
    }
}
