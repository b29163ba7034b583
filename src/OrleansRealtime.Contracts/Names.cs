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

    /// <summary>What a workspace, a type or a kind may be, as a refusal says it.</summary>
    public const string WordRule = "a lower-case letter and then up to 62 of a-z, 0-9 and '-'";

    /// <summary>A workspace, an entity type or a notification kind: <c>[a-z][a-z0-9-]{0,62}</c>.</summary>
    public static bool IsWord(string? text) =>
        text is { Length: >= 1 and <= MaxWordLength }
        && char.IsAsciiLetterLower(text[0])
        && text.AsSpan(1).IndexOfAnyExcept(WordTail) < 0;

    /// <summary>What an entity id or a user id may be, as a refusal says it.</summary>
    public const string IdRule = "1 to 128 characters, no control character and no '/', and neither '.' nor '..'";

    /// <summary>An entity id or a user id, as data or an identity provider makes them: 1 to 128 characters (UTF-16 code units) without control
    /// characters, halves of surrogate pairs and <c>/</c>, which parts a grain key; and neither <c>.</c> nor <c>..</c>, which no path can hold.</summary>
    public static bool IsId(string? text) =>
        text is { Length: >= 1 and <= MaxIdLength } and not ("." or "..") && !text.Contains('/', StringComparison.Ordinal) && IsPlain(text);

    /// <summary>A field name: 1 to 128 characters, none of them a control character or half of a surrogate pair.</summary>
    public static bool IsField(string? text) => text is { Length: >= 1 and <= MaxFieldLength } && IsPlain(text);

    /// <summary>Whether the text has neither control characters nor halves of surrogate pairs.</summary>
    public static bool IsPlain(string text)
    {
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
}
