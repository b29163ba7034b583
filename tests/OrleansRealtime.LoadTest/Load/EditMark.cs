using System.Buffers.Text;

namespace OrleansRealtime.LoadTest.Load;

/// <summary>The two fields by which a viewer knows an edit again.</summary>
/// <param name="At">When it was due, as a timestamp of this process.</param>
/// <param name="Number">Counts an entity's edits from 1.</param>
internal readonly record struct EditMark(long At, int Number)
{
    private static ReadOnlySpan<byte> AtField => "\"at\":"u8;

    private static ReadOnlySpan<byte> NumberField => "\"n\":"u8;

    /// <summary>The edit as the body of a request: a title of usual length and the two.</summary>
    public string Body => $$"""{"at":{{At}},"n":{{Number}},"title":"Edit number {{Number}} of an item of usual size"}""";

    /// <summary>The first mark of a message, and what follows it; false where there is none. What an entity was made with is no edit.</summary>
    public static bool TryTake(ref ReadOnlySpan<byte> message, out EditMark mark)
    {
        mark = default;
        for (var found = message.IndexOf(AtField); found >= 0; found = message.IndexOf(AtField))
        {
            message = message[(found + AtField.Length)..];
            if (!Utf8Parser.TryParse(message, out long at, out _) || at == 0) continue;
            var second = message.IndexOf(NumberField);
            if (second < 0 || !Utf8Parser.TryParse(message[(second + NumberField.Length)..], out int number, out _)) return false;
            message = message[(second + NumberField.Length)..];
            mark = new(at, number);
            return true;
        }

        return false;
    }
}
