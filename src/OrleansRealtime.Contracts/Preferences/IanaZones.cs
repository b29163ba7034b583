namespace OrleansRealtime.Contracts.Preferences;

/// <summary>The time zones of the IANA database, as the machine has them. That needs no ICU: the zones are files of the system.</summary>
public static class IanaZones
{
    /// <summary>The longest name; the longest of the database has 32 characters.</summary>
    private const int MaxLength = 64;

    /// <summary>Beside the zones lie files that are none, or that count leap seconds.</summary>
    private static readonly string[] NoZones = ["localtime", "posixrules", "posix", "right", "Factory"];

    /// <summary>Whether the machine has the database at all; without it only UTC is known.</summary>
    public static bool AreInstalled => Find("Europe/London") is not null;

    /// <summary>The zone of this name; <c>null</c> when there is none. Names are exact: <c>europe/berlin</c> is none.</summary>
    public static TimeZoneInfo? Find(string name) =>
        IsName(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.Id == name ? zone : null;

    /// <summary>Words between slashes, none of which leads out of the database's folder.</summary>
    private static bool IsName(string name)
    {
        if (name.Length > MaxLength) return false;
        var words = name.Split('/');
        return !NoZones.Contains(words[0])
            && words.All(word => word.Length > 0 && char.IsAsciiLetter(word[0]) && word.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '-'));
    }
}
