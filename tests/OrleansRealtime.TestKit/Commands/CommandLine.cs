using System.Globalization;

namespace OrleansRealtime.TestKit.Commands;

/// <summary>Options as <c>--name value</c>, or <c>--name</c> alone for a switch. Whoever has asked for all of its options calls <see cref="End"/>.</summary>
internal sealed class CommandLine
{
    private readonly Dictionary<string, string?> _given = [];
    private readonly Dictionary<string, string> _values = [];

    public CommandLine(IReadOnlyList<string> words)
    {
        for (var at = 0; at < words.Count; at++)
        {
            if (!words[at].StartsWith("--", StringComparison.Ordinal)) throw new CommandLineException($"'{words[at]}' is no option.");
            var name = words[at][2..];
            var value = at + 1 < words.Count && !words[at + 1].StartsWith("--", StringComparison.Ordinal) ? words[++at] : null;
            if (!_given.TryAdd(name, value)) throw new CommandLineException($"--{name} is given twice.");
        }
    }

    /// <summary>What was asked for and its value, given or by default; without texts that were not given.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    public int Number(string name, int otherwise, int min = 1, int max = int.MaxValue)
    {
        if (Text(name) is not { } text) return Used(name, otherwise, $"{otherwise}");
        return Parse(text, min, max) ?? throw new CommandLineException($"--{name} wants a number from {min} to {max}.");
    }

    /// <summary>One or more, with commas between them.</summary>
    public int[] Numbers(string name, int[] otherwise, int min, int max)
    {
        if (Text(name) is not { } text) return Used(name, otherwise, string.Join(',', otherwise));
        return [.. text.Split(',').Select(word => Parse(word, min, max) ?? throw new CommandLineException($"--{name} wants numbers from {min} to {max} with commas between them."))];
    }

    public string? Text(string name)
    {
        if (!_given.Remove(name, out var value)) return null;
        return value is null ? throw new CommandLineException($"--{name} wants a value.") : Used(name, value, value);
    }

    /// <summary>One of some words; the first when absent.</summary>
    public string Choice(string name, params string[] words)
    {
        var text = Text(name) ?? Used(name, words[0], words[0]);
        return words.Contains(text) ? text : throw new CommandLineException($"--{name} is one of {string.Join(", ", words)}.");
    }

    public bool Switch(string name)
    {
        if (!_given.Remove(name, out var value)) return false;
        return value is null ? Used(name, true, "true") : throw new CommandLineException($"--{name} takes no value.");
    }

    private T Used<T>(string name, T value, string text)
    {
        _values[name] = text;
        return value;
    }

    private static int? Parse(string text, int min, int max) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number : null;

    /// <exception cref="CommandLineException">An option is left that nobody asked for.</exception>
    public void End()
    {
        if (_given.Count > 0) throw new CommandLineException($"there is no option --{_given.Keys.First()}.");
    }
}

internal sealed class CommandLineException(string message) : Exception(message);
