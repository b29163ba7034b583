namespace OrleansRealtime.Grains;

internal static class Texts
{
    /// <summary>At most so many characters, the last an ellipsis where some are left out; never half a surrogate pair.</summary>
    public static string Shorten(string text, int length)
    {
        if (text.Length <= length) return text;
        var end = char.IsHighSurrogate(text[length - 2]) ? length - 2 : length - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}
