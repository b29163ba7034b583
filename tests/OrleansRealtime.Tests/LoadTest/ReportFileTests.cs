using System.Text.Json;
using OrleansRealtime.LoadTest.Reports;
using OrleansRealtime.LoadTest.Systems;
using OrleansRealtime.TestKit.Commands;
using OrleansRealtime.TestKit.Servers;

namespace OrleansRealtime.Tests.LoadTest;

/// <summary>What a run leaves behind for those who were not there.</summary>
public sealed class ReportFileTests
{
    private readonly Report _report = new("a-test", "nothing", new CommandLine([]).Values);

    [Fact]
    public async Task The_file_says_of_what_its_figures_are()
    {
        var options = new CommandLine(["--rate", "7"]);
        options.Number("rate", 500);
        options.Number("windows", 5);
        options.Choice("store", "sqlite", "postgres");
        options.Text("compare");

        var json = await EndAsync(new("a-test", "nothing", options.Values));

        Assert.Equal("""{"rate":"7","windows":"5","store":"sqlite"}""", JsonSerializer.Serialize(json.GetProperty("options")));
        Assert.Equal(Surroundings.IsDebug ? "Debug" : "Release", json.GetProperty("configuration").GetString());
        Assert.EndsWith(" kB", json.GetProperty("machine").GetProperty("memory").GetString(), StringComparison.Ordinal);
        // Without a repository, or without git, nobody knows.
        if (json.GetProperty("commit").GetString() is { } commit) Assert.Matches("^[0-9a-f]{40}$", commit);
        else Assert.False(Path.Exists(BuiltServer.PathInRepository(".git")), "git was not asked, or did not know the commit.");
    }

    [Fact]
    public async Task What_is_no_number_is_null()
    {
        _report.Add("ours", "ms", double.NaN);
        _report.Add("theirs", "ms", 0);
        _report.Add("ours", "per ms", double.PositiveInfinity);
        _report.Judge("ours", "ms", 1, "theirs");

        var json = await EndAsync(_report, exitCode: 1);

        Assert.All(json.GetProperty("figures").EnumerateArray().Where(figure => figure.GetProperty("system").GetString() == "ours"), figure =>
        {
            Assert.Equal(JsonValueKind.Null, figure.GetProperty("median").ValueKind);
            Assert.Equal(JsonValueKind.Null, figure.GetProperty("values")[0].ValueKind);
        });
        Assert.Equal(JsonValueKind.Null, json.GetProperty("bars")[0].GetProperty("value").ValueKind);
    }

    [Fact]
    public async Task An_answer_that_is_no_success_is_a_fault_beside_what_was_measured()
    {
        await _report.TryAsync(() =>
        {
            _report.Add("ours", "ms", 4);
            throw new HttpRequestException("PATCH was answered 503.");
        });

        var json = await EndAsync(_report, exitCode: 1);

        Assert.Contains("503", json.GetProperty("faults")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(4, json.GetProperty("figures")[0].GetProperty("median").GetDouble());
    }

    [Fact]
    public async Task An_answer_that_does_not_come_is_a_fault_and_an_interrupt_is_none()
    {
        await _report.TryAsync(() => throw new TaskCanceledException("The request was canceled after 100 s.", new TimeoutException()));

        Assert.Single(_report.Faults);
        await Assert.ThrowsAsync<TaskCanceledException>(() => _report.TryAsync(() => throw new TaskCanceledException("stopped")));
    }

    [Fact]
    public async Task A_run_that_measured_nothing_ends_with_its_fault()
    {
        await _report.TryAsync(() => throw new HttpRequestException("Nobody answers."));

        await EndAsync(_report, exitCode: 1);
    }

    [Fact]
    public async Task A_bar_whose_system_was_not_measured_is_said()
    {
        _report.Add("ours", "ms", 4);
        _report.Judge("ours", "ms", 1, "theirs");
        _report.Judge("absent", "ms", 1, isAtMost: true);

        var json = await EndAsync(_report);

        Assert.Equal(
            ["ours: ms at most 1.0 × theirs, because theirs was not measured", "absent: ms at most 1.0, because absent was not measured"],
            json.GetProperty("notJudged").EnumerateArray().Select(bar => bar.GetString()));
    }

    [Fact]
    public async Task A_system_that_was_still_compiling_is_marked()
    {
        await using var system = await Contenders.StartAsync(Contenders.Kestrel, TestContext.Current.CancellationToken);
        _report.Describe("young", system, isCompiling: true);
        _report.Describe("young", system);
        _report.Describe("warm", system);

        var json = await EndAsync(_report);

        Assert.Equal([true, false], json.GetProperty("systems").EnumerateArray().Select(each => each.GetProperty("isCompiling").GetBoolean()));
        Assert.Equal("server", json.GetProperty("systems")[0].GetProperty("garbageCollection").GetString());
    }

    [Fact]
    public async Task An_earlier_file_is_read_before_anything_starts()
    {
        _report.Add("ours", "ms", 4);
        _report.Add("ours", "per ms", double.NaN);
        await EndAsync(_report);

        var earlier = Of(_report.File!, "a-test")!;
        Assert.Equal([new("ours", "ms", 4), new("ours", "per ms", null)], earlier.Figures);
        Assert.Equal(0, await _report.EndAsync(earlier));

        Assert.Throws<CommandLineException>(() => Of(_report.File!, "another"));
        Assert.Throws<CommandLineException>(() => Of($"{_report.File}.not", "a-test"));
        Assert.Throws<CommandLineException>(() => Of(typeof(ReportFileTests).Assembly.Location, "a-test"));
        Assert.Null(EarlierRun.Of(new([]), "a-test"));
    }

    private static EarlierRun? Of(string file, string scenario) => EarlierRun.Of(new(["--compare", file]), scenario);

    private static async Task<JsonElement> EndAsync(Report report, int exitCode = 0)
    {
        Assert.Equal(exitCode, await report.EndAsync(null));
        return JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(report.File!));
    }
}
