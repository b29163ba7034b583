namespace OrleansRealtime.Server.Api.Notifications;

/// <summary>Which links may be given to people to follow. A page opens what it is given, and a scheme like <c>javascript:</c> would run in it.</summary>
internal static class Links
{
    private static readonly string[] Schemes = ["http", "https", "mailto"];

    /// <summary>Whether the link is relative or has one of the schemes that go elsewhere. It is read as browsers do (WHATWG URL): without control
    /// characters and spaces before it, without tabs and line ends anywhere, in either case.</summary>
    public static bool IsSafe(string link)
    {
        var read = string.Concat(link.Where(c => c is not ('\t' or '\n' or '\r'))).TrimStart([.. Enumerable.Range(0, 0x21).Select(c => (char)c)]);
        var end = read.AsSpan().IndexOfAnyExcept(SchemeCharacters);
        var hasScheme = end > 0 && read[end] == ':' && char.IsAsciiLetter(read[0]);
        return !hasScheme || Schemes.Contains(read[..end], StringComparer.OrdinalIgnoreCase);
    }

    private static readonly System.Buffers.SearchValues<char> SchemeCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.");
}
