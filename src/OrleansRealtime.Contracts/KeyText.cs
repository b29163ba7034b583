namespace OrleansRealtime.Contracts;

/// <summary>An id within a grain's key. Orleans' AdoNet storage formats keys, and a brace in one would be taken for a place to fill in: braces,
/// and the sign that escapes them, are escaped. Two ids are never escaped alike, and most not at all.</summary>
internal static class KeyText
{
    public static string Escape(string id) => id.AsSpan().IndexOfAny('%', '{', '}') < 0
        ? id
        : id.Replace("%", "%25", StringComparison.Ordinal).Replace("{", "%7B", StringComparison.Ordinal).Replace("}", "%7D", StringComparison.Ordinal);

    public static string Unescape(string text) =>
        text.Replace("%7B", "{", StringComparison.Ordinal).Replace("%7D", "}", StringComparison.Ordinal).Replace("%25", "%", StringComparison.Ordinal);
}
