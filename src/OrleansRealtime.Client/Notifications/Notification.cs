namespace OrleansRealtime.Client.Notifications;

/// <summary>Something that a server tells users.</summary>
/// <param name="To">At most 1,000 users.</param>
/// <param name="Kind"><c>[a-z][a-z0-9-]{0,62}</c></param>
/// <param name="Title">1 to 200 characters.</param>
public sealed record Notification(IReadOnlyList<string> To, string Kind, string Title)
{
    /// <summary>At most 4,000 characters.</summary>
    public string? Body { get; init; }

    /// <summary>Relative, or an address of <c>http</c>, <c>https</c> or <c>mailto</c>; at most 2,000 characters.</summary>
    public string? Link { get; init; }

    /// <summary>What becomes a JSON object of at most 4 KiB.</summary>
    public object? Data { get; init; }

    /// <summary>What it is about: only who may see that is told.</summary>
    public EntityRef? Entity { get; init; }

    /// <summary>The same key notifies nobody in the workspace twice within 30 days.</summary>
    public string? Key { get; init; }
}
