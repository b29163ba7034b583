using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts.Preferences;

namespace OrleansRealtime.Grains.Preferences;

/// <summary>What a workspace says where its users say nothing, and which kinds nobody silences.</summary>
internal sealed record WorkspacePreferences(
    ImmutableHashSet<string> Protected,
    ChannelChoice Channels,
    ImmutableDictionary<string, ChannelChoice> Kinds,
    ImmutableDictionary<string, ChannelChoice> Types)
{
    public static readonly WorkspacePreferences Empty =
        new([], ChannelChoice.None, ImmutableDictionary<string, ChannelChoice>.Empty, ImmutableDictionary<string, ChannelChoice>.Empty);

    public static WorkspacePreferences Of(WorkspacePreferenceOptions options) => new(
        [.. options.Protected],
        Choice(options.Channels),
        options.Kinds.ToImmutableDictionary(kind => kind.Key, kind => Choice(kind.Value)),
        options.Types.ToImmutableDictionary(type => type.Key, type => Choice(type.Value)));

    /// <summary>These, and where they say nothing the others. What either protects is protected.</summary>
    public WorkspacePreferences Or(WorkspacePreferences others) => new(
        Protected.Union(others.Protected),
        Channels.Or(others.Channels),
        Or(Kinds, others.Kinds),
        Or(Types, others.Types));

    private static ChannelChoice Choice(ChannelOptions options) => new(options.Live, options.Inbox);

    private static ImmutableDictionary<string, ChannelChoice> Or(
        ImmutableDictionary<string, ChannelChoice> ours, ImmutableDictionary<string, ChannelChoice> others) =>
        others.SetItems(ours.Select(our => KeyValuePair.Create(our.Key, our.Value.Or(others.GetValueOrDefault(our.Key, ChannelChoice.None)))));
}

/// <summary>The preferences of all workspaces, as configured.</summary>
internal sealed class WorkspacePreferenceTable(IOptions<PreferenceOptions> options)
{
    private readonly WorkspacePreferences _default = WorkspacePreferences.Of(options.Value.Default);
    private readonly Dictionary<string, WorkspacePreferences> _named = options.Value.Workspaces.ToDictionary(
        workspace => workspace.Key,
        workspace => WorkspacePreferences.Of(workspace.Value).Or(WorkspacePreferences.Of(options.Value.Default)));

    public WorkspacePreferences For(string workspace) => _named.GetValueOrDefault(workspace, _default);
}
