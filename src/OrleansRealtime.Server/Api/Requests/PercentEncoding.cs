using System.Buffers;
using System.Text;

namespace OrleansRealtime.Server.Api.Requests;

/// <summary>Reads what is escaped as in a path. Strictly: what is no escape, or none of UTF-8, would be left as it stands, and two texts would
/// mean the same.</summary>
internal static class PercentEncoding
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text that was escaped; <c>null</c> when it is badly escaped.</summary>
    public static string? Decode(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%')) return text.ToString();
        var bytes = new ArrayBufferWriter<byte>(text.Length);
        try
        {
            while (!text.IsEmpty)
            {
                if (text[0] != '%')
                {
                    var length = text.IndexOf('%') is >= 0 and var next ? next : text.Length;
                    Strict.GetBytes(text[..length], bytes);
                    text = text[length..];
                    continue;
                }

                if (text.Length < 3 || !char.IsAsciiHexDigit(text[1]) || !char.IsAsciiHexDigit(text[2])) return null;
                bytes.Write([Convert.FromHexString(text[1..3])[0]]);
                text = text[3..];
            }

            return Strict.GetString(bytes.WrittenSpan);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
