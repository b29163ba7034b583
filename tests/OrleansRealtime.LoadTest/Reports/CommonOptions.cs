using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.Reports;

/// <summary>The options that many scenarios have.</summary>
internal static class CommonOptions
{
    public static readonly CommandOption Windows = WindowsOf(5);

    public static readonly CommandOption Compare = new("compare", "FILE", "an earlier report of the scenario, whose medians stand beside these");

    public static CommandOption WindowsOf(int count, string meaning = "windows, whose medians count") => new("windows", $"{count}", meaning);

    public static CommandOption Seconds(int seconds) => new("seconds", $"{seconds}", "of each window");

    public static CommandOption WarmUp(int seconds) => new("warm-up", $"{seconds}", "seconds after which a system is measured though it still compiles");

    /// <param name="all">Those that are measured unless some are named.</param>
    public static CommandOption Systems(params string[] all) => new("systems", string.Join(',', all), "what is measured, with commas between them");
}
