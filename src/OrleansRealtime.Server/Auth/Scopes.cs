using System.Collections.Immutable;

namespace OrleansRealtime.Server.Auth;

/// <summary>What an API key may be limited to.</summary>
public static class Scopes
{
    /// <summary>Read entities, comments and followers.</summary>
    public const string Read = "read";

    /// <summary>Change entities, comment, follow.</summary>
    public const string Write = "write";

    /// <summary>Send notifications.</summary>
    public const string Notify = "notify";

    /// <summary>Make user tokens. Whoever may do this may be any user.</summary>
    public const string Tokens = "tokens";

    /// <summary>Take access away, and look after users and entities: read, export and erase what any user has, and take
    /// notifications back.</summary>
    public const string Admin = "admin";

    /// <summary>Say of changes when they were made, by whom, and that nobody is to be notified. Whoever may do this may also be any author.</summary>
    public const string Import = "import";

    public static readonly ImmutableArray<string> All = [Read, Write, Notify, Tokens, Admin, Import];
}
