namespace OrleansRealtime.Client.Followers;

/// <summary>Some of an entity's followers.</summary>
/// <param name="Followers">In ordinal order.</param>
/// <param name="Next">The cursor; <c>null</c> at the end.</param>
public sealed record FollowerPage(IReadOnlyList<string> Followers, string? Next = null);
