using System.Text.Json;
using System.Text.Unicode;
using OrleansRealtime.Contracts.Errors;
using OrleansRealtime.Server.Problems;

namespace OrleansRealtime.Server.Api.Requests.Json;

/// <summary>Finds out what exactly is wrong with a body, by its first offence.</summary>
internal static class JsonCheck
{
    /// <summary>Returns when nothing is wrong.</summary>
    /// <exception cref="ProblemException">malformed_json, too_deep or duplicate_property.</exception>
    public static void Run(ReadOnlySpan<byte> body, int maxDepth)
    {
        if (!Utf8.IsValid(body)) throw new ProblemException(ProblemCodes.MalformedJson, "The body is not valid UTF-8.");
        // Deeper than allowed by one, so that the reader's own limit, which it reports as a syntax error, is never the first.
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = maxDepth + 1 });
        var names = new Stack<HashSet<string>?>();
        try
        {
            while (reader.Read()) Check(ref reader, names, maxDepth);
        }
        catch (JsonException e)
        {
            throw new ProblemException(ProblemCodes.MalformedJson, $"Line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.", inner: e);
        }
        catch (InvalidOperationException e)
        {
            throw new ProblemException(ProblemCodes.MalformedJson, "A string escapes half of a surrogate pair.", inner: e);
        }
    }

    private static void Check(ref Utf8JsonReader reader, Stack<HashSet<string>?> names, int maxDepth)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                names.Push(reader.TokenType == JsonTokenType.StartObject ? [] : null);
                if (names.Count > maxDepth) throw new ProblemException(ProblemCodes.TooDeep);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                names.Pop();
                break;
            case JsonTokenType.PropertyName:
                var name = reader.GetString()!;
                if (!names.Peek()!.Add(name)) throw new ProblemException(ProblemCodes.DuplicateProperty, field: name);
                break;
            case JsonTokenType.String when reader.ValueIsEscaped:
                // Throws where an escape is half of a pair.
                reader.GetString();
                break;
        }
    }
}
