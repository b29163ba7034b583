namespace OrleansRealtime.Storage.GrainState;

/// <summary>The key under which a grain is stored.</summary>
internal static class GrainKeys
{
    /// <summary>
    /// The key's text. Orleans' AdoNet storage takes a key like "42", "face" or "42+a" for a number or a GUID and then stores another key;
    /// no key with a slash before any plus is taken for one. PostgreSQL has no U+0000 in its texts.
    /// </summary>
    public static string Of(GrainId grainId)
    {
        var key = grainId.Key.ToString()!;
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var plus = key.IndexOf('+', StringComparison.Ordinal);
        if (slash < 0 || (plus >= 0 && plus < slash) || key.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException(
                $"The grain key '{key}' cannot be stored: a key has a '/', no '+' before it, and no U+0000.", nameof(grainId));
        }
        return key;
    }
}
