using OrleansRealtime.LoadTest.Reports;

namespace OrleansRealtime.Tests.LoadTest;

public sealed class ReportTests
{
    private readonly Report _report = new("a-test", "nothing");

    public ReportTests()
    {
        foreach (var value in (double[])[1, 2, 30]) _report.Add("ours", "ms", value);
        _report.Add("theirs", "ms", 4);
    }

    [Fact]
    public async Task Bars_that_are_kept_end_well()
    {
        _report.Judge("ours", "ms", 0.5, "theirs");
        _report.Judge("ours", "ms", 2, isAtMost: true);
        _report.Judge("ours", "ms", 2, isAtMost: false);
        _report.JudgeAtLeast("ours", "ms", 0.5, "theirs");
        // Who was not asked for is not judged.
        _report.Judge("ours", "ms", 0.1, "absent");

        Assert.Equal(0, await _report.EndAsync(null));
    }

    [Fact]
    public async Task A_median_past_its_bar_fails_the_run()
    {
        _report.Judge("ours", "ms", 0.49, "theirs");

        Assert.Equal(1, await _report.EndAsync(null));
    }

    [Fact]
    public async Task A_median_below_its_bar_fails_the_run()
    {
        _report.JudgeAtLeast("ours", "ms", 0.51, "theirs");

        Assert.Equal(1, await _report.EndAsync(null));
    }

    [Theory]
    [InlineData(10, 10, "ours: edit 10 was lost")]
    [InlineData(12, 11, "ours: and 2 more")]
    public void Ten_faults_are_told_and_how_many_more_there_were(int faults, int told, string last)
    {
        _report.AddFaults("ours", [.. Enumerable.Range(1, faults).Select(n => $"edit {n} was lost")]);

        Assert.Equal(told, _report.Faults.Count);
        Assert.Equal(last, _report.Faults[^1]);
    }

    [Fact]
    public async Task A_lost_edit_fails_the_run_whatever_its_figures_are()
    {
        _report.AddFault("ours: a viewer was told 1 of 2 edits.");

        Assert.Equal(1, await _report.EndAsync(null));
    }
}
