using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Serialization;

namespace OrleansRealtime.Client;

/// <summary>The name of one committed state of an entity, <c>epoch:version</c>. Versions count up within one epoch, which is one life of the
/// entity; epochs are equal or different, never older or newer.</summary>
/// <param name="Epoch"><c>[a-z0-9]{1,16}</c></param>
/// <param name="Version">1 to 2^53−1.</param>
[JsonConverter(typeof(PositionJsonConverter))]
public readonly record struct Position(string Epoch, long Version)
{
    private const int MaxEpochLength = 16;
    private const long MaxVersion = (1L << 53) - 1;
    private static readonly SearchValues<char> EpochCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789");

    /// <exception cref="FormatException">The text is no position.</exception>
    public static Position Parse(string text) => TryParse(text, out var position) ? position : throw new FormatException($"'{text}' is no position.");

    public static bool TryParse([NotNullWhen(true)] string? text, out Position position)
    {
        position = default;
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        if (colon is < 1 or > MaxEpochLength || text.AsSpan(0, colon).ContainsAnyExcept(EpochCharacters)) return false;
        var digits = text.AsSpan(colon + 1);
        if (digits is [] or ['0', ..] || !long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version)) return false;
        if (version > MaxVersion) return false;
        position = new(text![..colon], version);
        return true;
    }

    /// <summary>Whether this is the same life as the other, at its version or past it.</summary>
    public bool Covers(Position other) => Epoch == other.Epoch && Version >= other.Version;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}:{Version}");
}
