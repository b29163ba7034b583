using System.Globalization;

namespace OrleansRealtime.Consistency.Histories;

/// <summary>A position, as PROTOCOL.md has it: a life of an entity and how far it has come.</summary>
internal readonly record struct Position(string Epoch, long Version)
{
    public static Position Parse(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new(text[..colon], long.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture));
    }

    public override string ToString() => $"{Epoch}:{Version}";
}
