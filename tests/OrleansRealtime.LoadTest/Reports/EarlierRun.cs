using System.Text.Json;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.Reports;

/// <summary>The medians of an earlier run of the same scenario, from the file that it wrote.</summary>
internal sealed class EarlierRun
{
    private EarlierRun(string file, IReadOnlyList<Figure> figures) => (File, Figures) = (file, figures);

    public string File { get; }

    public IReadOnlyList<Figure> Figures { get; }

    /// <summary>That of the option <c>--compare</c>; <c>null</c> without it.</summary>
    /// <exception cref="CommandLineException">There is no such file, or no run of this scenario wrote it.</exception>
    public static EarlierRun? Of(CommandLine options, string scenario)
    {
        if (options.Text("compare") is not { } file) return null;
        if (!global::System.IO.File.Exists(file)) throw new CommandLineException($"--compare: there is no file {file}.");
        try
        {
            using var json = JsonDocument.Parse(global::System.IO.File.ReadAllText(file));
            var other = json.RootElement.GetProperty("scenario").GetString();
            if (other != scenario) throw new CommandLineException($"--compare: {file} is of {other}, not of {scenario}.");
            return new(Path.GetFileName(file), [.. json.RootElement.GetProperty("figures").EnumerateArray().Select(Read)]);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new CommandLineException($"--compare: {file} is no report of this tool.");
        }
    }

    private static Figure Read(JsonElement figure)
    {
        var median = figure.GetProperty("median");
        return new(figure.GetProperty("system").GetString()!, figure.GetProperty("measure").GetString()!, median.ValueKind == JsonValueKind.Null ? null : median.GetDouble());
    }

    /// <param name="Median"><c>null</c> where it was no number.</param>
    internal readonly record struct Figure(string System, string Measure, double? Median);
}
