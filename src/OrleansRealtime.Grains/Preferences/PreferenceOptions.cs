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
        var check = new OptionsCheck(PreferenceOptions.Section);
        Check(check, nameof(options.Default), options.Default);
        foreach (var (workspace, preferences) in options.Workspaces)
        {
            var option = $"{nameof(options.Workspaces)}:{workspace}";
            RequireWords(check, option, [workspace], "workspace");
            Check(check, option, preferences);
        }

        return check.Result;
    }

    private static void Check(OptionsCheck check, string option, WorkspacePreferenceOptions options)
    {
        RequireWords(check, $"{option}:{nameof(options.Protected)}", options.Protected, "kind");
        RequireWords(check, $"{option}:{nameof(options.Kinds)}", options.Kinds.Keys, "kind");
        RequireWords(check, $"{option}:{nameof(options.Types)}", options.Types.Keys, "type");
    }

    private static void RequireWords(OptionsCheck check, string option, IEnumerable<string> words, string what)
    {
        foreach (var word in words) check.Require(Names.IsWord(word), option, $"names '{word}', which is no {what}: {Names.WordRule}");
    }
}
