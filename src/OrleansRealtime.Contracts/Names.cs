using System.Buffers;

namespace OrleansRealtime.Contracts;

/// <summary>The alphabets of the names that callers choose. Every name that reaches a grain key has passed here.</summary>
public static class Names
{
    /// <summary>The longest workspace, type or kind: 63 characters, as a DNS label.</summary>
    public const int MaxWordLength = 63;

    /// <summary>The longest entity id or user id, in characters.</summary>
    public const int MaxIdLength = 128;

    /// <summary>The longest field name, in UTF-16 code units.</summary>
    public const int MaxFieldLength = 128;

    /// <summary>A workspace, an entity type or a notification kind: <c>[a-z][a-z0-9-]{0,62}</c>.</summary>
    public static bool IsWord(string? text) =>
        text is { Length: >= 1 and <= MaxWordLength }
        && char.IsAsciiLetterLower(text[0])
        && text.AsSpan(1).IndexOfAnyExcept(WordTail) < 0;

    /// <summary>An entity id or a user id: <c>[A-Za-z0-9._~-]{1,128}</c>.</summary>
    public static bool IsId(string? text) =>
        text is { Length: >= 1 and <= MaxIdLength } && text.AsSpan().IndexOfAnyExcept(IdCharacters) < 0;

    /// <summary>A field name: 1 to 128 characters, none of them a control character or half of a surrogate pair.</summary>
    public static bool IsField(string? text)
    {
        if (text is not { Length: >= 1 and <= MaxFieldLength }) return false;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i])) return false;
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }

    private static readonly SearchValues<char> WordTail =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-");
}
