namespace OrleansRealtime.TestKit.Documents;

/// <summary>A fenced block of a document.</summary>
/// <param name="Line">The number of the line at which it begins, from 1.</param>
/// <param name="Language">As the fence names it; empty where it names none.</param>
internal sealed record Snippet(string Document, int Line, string Language, string Text)
{
    public string FirstLine => Text.Split('\n')[0];

    /// <summary>Whether it is nothing but settings, as the environment has them: <c>Section__Name=value</c> or <c>NAME=value</c>, one a line.</summary>
    public bool IsSettings => Language.Length == 0 && Text.TrimEnd('\n').Split('\n').All(line => line.IndexOf('=', StringComparison.Ordinal) is > 0 and var at && IsName(line[..at]));

    public override string ToString() => $"{Document}:{Line}";

    private static bool IsName(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
}
