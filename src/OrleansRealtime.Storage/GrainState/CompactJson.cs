using System.Buffers;
using System.Text;
using System.Text.Json;

namespace OrleansRealtime.Storage.GrainState;

/// <summary>
/// A row's value without the white space between its tokens, and otherwise to the character: what every store keeps, and always kept.
/// </summary>
internal static class CompactJson
{
    /// <summary>The bound of <see cref="Utf8JsonWriter"/>, so that whatever was written can be read here.</summary>
    private const int MaxDepth = 1000;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static readonly SearchValues<char> WhiteSpace = SearchValues.Create(" \t\r\n");

    /// <exception cref="JsonException">The text is no JSON.</exception>
    /// <exception cref="EncoderFallbackException">The text has half a surrogate pair.</exception>
    public static string Of(string json)
    {
        // Before anything is taken out: "1 2" must not become a number.
        var reader = new Utf8JsonReader(Strict.GetBytes(json), new JsonReaderOptions { MaxDepth = MaxDepth });
        while (reader.Read())
        {
        }

        if (!json.AsSpan().ContainsAny(WhiteSpace)) return json;

        var compact = new StringBuilder(json.Length);
        var inText = false;
        for (var i = 0; i < json.Length; i++)
        {
            if (!inText && WhiteSpace.Contains(json[i]))
                continue;
            compact.Append(json[i]);
            if (json[i] == '"')
                inText = !inText;
            else if (inText && json[i] == '\\')
                compact.Append(json[++i]);
        }

        return compact.ToString();
    }
}
