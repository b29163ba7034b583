using System.Buffers;
using System.Text;
using System.Text.Json;

namespace OrleansRealtime.Storage.GrainState;

/// <summary>
/// A row's value without the white space between its tokens, and otherwise to the character: SQLite takes values out of a payload in this
/// form and PostgreSQL as they are, and both have to store the same.
/// </summary>
internal static class CompactJson
{
    private static readonly SearchValues<char> WhiteSpace = SearchValues.Create(" \t\r\n");

    /// <exception cref="JsonException">The text is no JSON.</exception>
    public static string Of(string json)
    {
        if (!json.AsSpan().ContainsAny(WhiteSpace))
            return json;
        // Before anything is taken out: "1 2" must not become a number.
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        while (reader.Read())
        {
        }

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
