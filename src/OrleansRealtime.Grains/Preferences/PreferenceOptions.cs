using Microsoft.Extensions.Options;
using OrleansRealtime.Contracts;

namespace OrleansRealtime.Grains.Preferences;

/// <summary>What users are told of where they say nothing themselves; section <c>Preferences</c>. Nothing is configured by default: everything
/// is told, and everything may be silenced.</summary>
public sealed class PreferenceOptions
{
    public const string Section = "Preferences";

    /// <summary>For every workspace.</summary>
    public WorkspacePreferenceOptions Default { get; set; } = new();

    /// <summary>For one workspace, by its name; where it says nothing, <see cref="Default"/> does.</summary>
    public Dictionary<string, WorkspacePreferenceOptions> Workspaces { get; set; } = [];
}

public sealed class WorkspacePreferenceOptions
{
    /// <summary>The kinds that no preference and no quiet hours silence.</summary>
    public List<string> Protected { get; set; } = [];

    /// <summary>Everything that is not named below.</summary>
    public ChannelOptions Channels { get; set; } = new();

    /// <summary>By kind.</summary>
    public Dictionary<string, ChannelOptions> Kinds { get; set; } = [];

    /// <summary>By entity type.</summary>
    public Dictionary<string, ChannelOptions> Types { get; set; } = [];
}

/// <summary>Whether the channels are on; a channel that is not named is left to the next rule.</summary>
public sealed class ChannelOptions
{
    /// <summary>Whether open pages are told at once.</summary>
    public bool? Live { get; set; }

    /// <summary>Whether it becomes an item of the inbox, and counts.</summary>
    public bool? Inbox { get; set; }
}

/// <summary>A name that nothing can have would silence, or protect, nothing: it is a mistake, and is found at the start.</summary>
internal sealed class PreferenceOptionsValidator : IValidateOptions<PreferenceOptions>
{
    public ValidateOptionsResult Validate(string? name, PreferenceOptions options)
    {
        var failures = Failures($"{PreferenceOptions.Section}:Default", options.Default).ToList();
        foreach (var (workspace, preferences) in options.Workspaces)
        {
            var section = $"{PreferenceOptions.Section}:Workspaces:{workspace}";
            if (!Names.IsWord(workspace)) failures.Add(NoWord(section, workspace, "workspace"));
            failures.AddRange(Failures(section, preferences));
        }

        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Failures(string section, WorkspacePreferenceOptions options) =>
    [
        .. options.Protected.Where(kind => !Names.IsWord(kind)).Select(kind => NoWord($"{section}:Protected", kind, "kind")),
        .. options.Kinds.Keys.Where(kind => !Names.IsWord(kind)).Select(kind => NoWord($"{section}:Kinds", kind, "kind")),
        .. options.Types.Keys.Where(type => !Names.IsWord(type)).Select(type => NoWord($"{section}:Types", type, "type")),
    ];

    private static string NoWord(string section, string word, string what) =>
        $"{section} names '{word}', which is no {what}: it must be a lower-case letter and then up to 62 of a-z, 0-9 and '-'.";
}
