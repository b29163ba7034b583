namespace OrleansRealtime.Contracts;

/// <summary>Which user: <c>workspace/user/id</c> in grain keys and stream keys.</summary>
[GenerateSerializer, Immutable, Alias("user-key")]
public readonly record struct UserKey([property: Id(0)] string Workspace, [property: Id(1)] string User)
{
    /// <summary>Reads back what <see cref="ToString"/> wrote. An id without a slash is any: what was stored when other ones were allowed is
    /// still there.</summary>
    /// <exception cref="FormatException">The text is no such key.</exception>
    public static UserKey Parse(string text) => text.Split('/') is [var workspace, "user", { Length: > 0 } user] && Names.IsWord(workspace)
        ? new(workspace, KeyText.Unescape(user))
        : throw new FormatException($"'{text}' is not workspace/user/id.");

    public override string ToString() => $"{Workspace}/user/{KeyText.Escape(User)}";
}
