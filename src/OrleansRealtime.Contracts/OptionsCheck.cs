using Microsoft.Extensions.Options;

namespace OrleansRealtime.Contracts;

/// <summary>Collects everything that is wrong with a section of the configuration, so that one start shows it all. Each failure names the
/// setting as it is written in a file and as an environment variable.</summary>
public sealed class OptionsCheck(string section)
{
    private readonly List<string> _failures = [];

    public ValidateOptionsResult Result => _failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(_failures);

    public void Within<T>(string option, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0) Require(false, option, $"is {value}; it may be {least} to {most}");
    }

    public void AtLeast<T>(string option, T value, T least)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0) Require(false, option, $"is {value}; it must be at least {least}");
    }

    /// <summary>A name: something, and not too long.</summary>
    public void Name(string option, string value, int most) =>
        Require(!string.IsNullOrWhiteSpace(value) && value.Length <= most, option, $"is '{value}'; it must be 1 to {most} characters");

    /// <param name="failure">What the value is, and what it has to be: <c>is …; it must be …</c>, of which SETTINGS.md has the second half.</param>
    public void Require(bool isMet, string option, string failure)
    {
        if (!isMet) _failures.Add($"{section}:{option} ({section}__{option.Replace(":", "__", StringComparison.Ordinal)}) {failure}.");
    }
}
