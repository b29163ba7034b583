using System.Globalization;
using OrleansRealtime.TestKit.Commands;

namespace OrleansRealtime.LoadTest.Replay;

/// <summary>One line of a recorded history of edits.</summary>
/// <param name="Moment">Since the first.</param>
internal sealed record EditRecord(TimeSpan Moment, string User, string Item, string Title)
{
    private const int Columns = 4;

    /// <summary>Reads a table with a line of headings and, separated by tabs, a second, a user, an item and a title.</summary>
    /// <exception cref="CommandLineException">It is not there, is no such table, or goes back in time.</exception>
    public static IReadOnlyList<EditRecord> ReadAll(string file)
    {
        if (!File.Exists(file)) throw new CommandLineException($"there is no file {file}.");
        var edits = new List<EditRecord>();
        var number = 1;
        foreach (var line in File.ReadLines(file).Skip(1))
        {
            number++;
            var fields = line.Split('\t');
            if (fields.Length != Columns || !long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var second))
                throw new CommandLineException($"line {number} of {file} is not a second, a user, an item and a title, separated by tabs.");
            var moment = TimeSpan.FromSeconds(second);
            if (edits.Count > 0 && moment < edits[^1].Moment) throw new CommandLineException($"line {number} of {file} is earlier than the line before it.");
            edits.Add(new(moment, fields[1], fields[2], fields[3]));
        }

        return edits.Count > 0 ? edits : throw new CommandLineException($"{file} has no edits.");
    }

    /// <summary>When each is due where they are played at so many a second in the mean: what was a pause stays one, and what came at once comes at once.</summary>
    public static IEnumerable<TimeSpan> Moments(IReadOnlyList<EditRecord> edits, int rate)
    {
        var (first, span) = (edits[0].Moment, edits[^1].Moment - edits[0].Moment);
        var length = TimeSpan.FromSeconds((double)edits.Count / rate);
        return edits.Select(edit => span > TimeSpan.Zero ? length * ((edit.Moment - first) / span) : TimeSpan.Zero);
    }
}
