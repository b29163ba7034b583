using System.Collections.Immutable;

namespace OrleansRealtime.Consistency.Histories;

/// <summary>A user's preferences, and what PROTOCOL.md makes of them.</summary>
/// <param name="Number">Counts the run's.</param>
/// <param name="Mutes">By entity: whether it is muted, or followed.</param>
internal sealed record ExpectedEffect(
    int Number,
    string User,
    ChannelChoice Channels,
    ImmutableSortedDictionary<string, ChannelChoice> Kinds,
    ImmutableSortedDictionary<string, bool> Mutes,
    bool MentionsBreakThrough)
{
    /// <summary>Of a user who never said anything.</summary>
    public static ExpectedEffect None(string user) =>
        new(0, user, default, ImmutableSortedDictionary<string, ChannelChoice>.Empty, ImmutableSortedDictionary<string, bool>.Empty, MentionsBreakThrough: true);

    /// <summary>The document that says so.</summary>
    public object Body => new
    {
        Channels,
        Kinds,
        entities = Mutes.ToDictionary(mute => $"item/{mute.Key}", mute => mute.Value ? "mute" : "follow"),
        MentionsBreakThrough,
    };

    /// <summary>Whether there is to be an item.</summary>
    public bool ExpectsItem(string kind, string entity) => Rules(kind, entity).Select(choice => choice.Inbox).First(choice => choice is not null)!.Value;

    /// <summary>Whether there is to be a frame of it, too.</summary>
    public bool ExpectsFrame(string kind, string entity) =>
        ExpectsItem(kind, entity) && Rules(kind, entity).Select(choice => choice.Live).First(choice => choice is not null)!.Value;

    public override string ToString() =>
        $"preferences {Number} of {User}: all {Say(Channels)}{string.Concat(Kinds.Select(kind => $", {kind.Key} {Say(kind.Value)}"))}"
        + $"{string.Concat(Mutes.Select(mute => $", {(mute.Value ? "mutes" : "follows")} {mute.Key}"))}{(MentionsBreakThrough ? "" : ", mentions like others")}";

    private IEnumerable<ChannelChoice> Rules(string kind, string entity)
    {
        if (kind == "mentioned" && MentionsBreakThrough) yield return new(true, true);
        if (Mutes.TryGetValue(entity, out var isMuted)) yield return new(!isMuted, !isMuted);
        yield return Kinds.GetValueOrDefault(kind);
        yield return Channels;
        yield return new(true, true);
    }

    private static string Say(ChannelChoice choice) => $"{Say(choice.Live)}/{Say(choice.Inbox)}";

    private static string Say(bool? isOn) => isOn switch { true => "on", false => "off", null => "-" };
}
