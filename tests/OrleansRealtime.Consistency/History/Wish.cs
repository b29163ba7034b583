using System.Collections.Immutable;

namespace OrleansRealtime.Consistency.History;

/// <summary>What somebody wants of the two channels; <c>null</c>: says nothing.</summary>
internal readonly record struct Says(bool? Live, bool? Inbox);

/// <summary>A user's preferences, and what PROTOCOL.md makes of them.</summary>
/// <param name="Number">Counts the run's.</param>
/// <param name="Mutes">By entity: whether it is muted, or followed.</param>
internal sealed record Wish(
    int Number,
    string User,
    Says Channels,
    ImmutableSortedDictionary<string, Says> Kinds,
    ImmutableSortedDictionary<string, bool> Mutes,
    bool MentionsBreakThrough)
{
    /// <summary>Of a user who never said anything.</summary>
    public static Wish None(string user) =>
        new(0, user, default, ImmutableSortedDictionary<string, Says>.Empty, ImmutableSortedDictionary<string, bool>.Empty, MentionsBreakThrough: true);

    /// <summary>The document that says so.</summary>
    public object Body => new
    {
        Channels,
        Kinds,
        entities = Mutes.ToDictionary(mute => $"item/{mute.Key}", mute => mute.Value ? "mute" : "follow"),
        MentionsBreakThrough,
    };

    /// <summary>Whether there is to be an item.</summary>
    public bool WantsItem(string kind, string entity) => Rules(kind, entity).Select(says => says.Inbox).First(says => says is not null)!.Value;

    /// <summary>Whether there is to be a frame of it, too.</summary>
    public bool WantsFrame(string kind, string entity) =>
        WantsItem(kind, entity) && Rules(kind, entity).Select(says => says.Live).First(says => says is not null)!.Value;

    public override string ToString() =>
        $"wish {Number} of {User}: all {Say(Channels)}{string.Concat(Kinds.Select(kind => $", {kind.Key} {Say(kind.Value)}"))}"
        + $"{string.Concat(Mutes.Select(mute => $", {(mute.Value ? "mutes" : "follows")} {mute.Key}"))}{(MentionsBreakThrough ? "" : ", mentions like others")}";

    private IEnumerable<Says> Rules(string kind, string entity)
    {
        if (kind == "mentioned" && MentionsBreakThrough) yield return new(true, true);
        if (Mutes.TryGetValue(entity, out var isMuted)) yield return new(!isMuted, !isMuted);
        yield return Kinds.GetValueOrDefault(kind);
        yield return Channels;
        yield return new(true, true);
    }

    private static string Say(Says says) => $"{Say(says.Live)}/{Say(says.Inbox)}";

    private static string Say(bool? isOn) => isOn switch { true => "on", false => "off", null => "-" };
}
