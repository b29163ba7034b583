namespace OrleansRealtime.Client.Preferences;

/// <summary>What a user wants to be told of. Of kinds, types and entities at most 1,000 each are named.</summary>
public sealed record UserPreferences
{
    /// <summary>Of all that the others do not name.</summary>
    public ChannelChoice Channels { get; init; } = new();

    public IReadOnlyDictionary<string, ChannelChoice> Kinds { get; init; } = new Dictionary<string, ChannelChoice>();

    /// <summary>By the entity's type.</summary>
    public IReadOnlyDictionary<string, ChannelChoice> Types { get; init; } = new Dictionary<string, ChannelChoice>();

    /// <summary><c>mute</c> or <c>follow</c>, by <c>type/id</c>.</summary>
    public IReadOnlyDictionary<string, string> Entities { get; init; } = new Dictionary<string, string>();

    public QuietHours? QuietHours { get; init; }

    /// <summary>Whether mentions are told whatever else is chosen, also in quiet hours.</summary>
    public bool MentionsBreakThrough { get; init; }
}
