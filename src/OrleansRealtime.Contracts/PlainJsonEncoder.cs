using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace OrleansRealtime.Contracts;

/// <summary>Escapes quotes, backslashes and control characters. <see cref="JavaScriptEncoder.UnsafeRelaxedJsonEscaping"/> also escapes what
/// lies beyond U+FFFF, so that an emoji has 12 bytes instead of 4.</summary>
internal sealed unsafe class PlainJsonEncoder : JavaScriptEncoder
{
    private const string Escaped =
        "\"\\\0\u0001\u0002\u0003\u0004\u0005\u0006\u0007\b\t\n\u000b\f\r\u000e\u000f"
        + "\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f";

    private static readonly SearchValues<byte> EscapedBytes = SearchValues.Create([.. Escaped.Select(unit => (byte)unit)]);

    /// <summary>Surrogates are looked at: a half has no UTF-8, and becomes U+FFFD where it is escaped.</summary>
    private static readonly SearchValues<char> Suspects =
        SearchValues.Create([.. Escaped, .. Enumerable.Range(0xD800, 0x800).Select(unit => (char)unit)]);

    public override int MaxOutputCharactersPerInputCharacter => UnsafeRelaxedJsonEscaping.MaxOutputCharactersPerInputCharacter;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < 0x20 or '"' or '\\';

    public override int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var characters = new ReadOnlySpan<char>(text, textLength);
        for (var at = 0; ; at += 2)
        {
            var found = characters[at..].IndexOfAny(Suspects);
            if (found < 0) return -1;
            at += found;
            if (at + 1 >= textLength || !char.IsSurrogatePair(characters[at], characters[at + 1])) return at;
        }
    }

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) =>
        Utf8.IsValid(utf8Text) ? utf8Text.IndexOfAny(EscapedBytes) : base.FindFirstCharacterToEncodeUtf8(utf8Text);

    public override bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        UnsafeRelaxedJsonEscaping.TryEncodeUnicodeScalar(unicodeScalar, buffer, bufferLength, out numberOfCharactersWritten);
}
